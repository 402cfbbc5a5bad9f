package io.github.bnlab.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.github.bnlab.config.BatchNormConvention.InitialGamma;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** The presets are the dialects that the reference values were computed with. */
class BatchNormConventionsTest {
  @Test
  void presetsAreTheDialectsOfTheReferenceValues() throws IOException {
    JsonObject dialects = dialects();
    assertThat(BatchNormConventions.names()).containsExactlyElementsOf(dialects.keySet());
    for (BatchNormConvention preset : BatchNormConventions.all()) {
      JsonObject dialect = dialects.getAsJsonObject(preset.name());
      assertThat(preset.epsilon()).isEqualTo(dialect.get("eps").getAsDouble());
      assertThat(preset.decay()).isEqualTo(dialect.get("keep").getAsDouble());
      assertThat(KnownNames.label(preset.normalizeBy())).isEqualTo(text(dialect, "normalize"));
      assertThat(KnownNames.label(preset.runningVariance())).isEqualTo(text(dialect, "running"));
      assertThat(KnownNames.label(preset.count())).isEqualTo(text(dialect, "count"));
    }
  }

  @Test
  void onlyTheArticleDrawsGamma() {
    assertThat(BatchNormConventions.all())
        .filteredOn(preset -> preset.initialGamma() == InitialGamma.UNIFORM)
        .containsExactly(BatchNormConventions.ARTICLE);
  }

  private static String text(JsonObject dialect, String key) {
    return dialect.get(key).getAsString();
  }

  private static JsonObject dialects() throws IOException {
    try (Reader in =
        new InputStreamReader(
            BatchNormConventionsTest.class.getResourceAsStream("/golden/dialects.json"),
            StandardCharsets.UTF_8)) {
      return JsonParser.parseReader(in).getAsJsonObject();
    }
  }
}
