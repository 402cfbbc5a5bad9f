package io.github.bnlab.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.bnlab.config.DatasetConfig;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.apache.commons.codec.digest.DigestUtils;
import org.junit.jupiter.api.Test;

/** Which images each split holds. */
class SplitsTest {
  private static final long SEED = 4;

  private static DatasetConfig config(int training, int validation, int test) {
    return new DatasetConfig(
        "synthetic-digits", null, null, null, null, training, validation, test, SEED);
  }

  private static void assertSame(ImageSet actual, ImageSet expected) {
    assertThat(actual.labels()).isEqualTo(expected.labels());
    assertThat(actual.pixels()).isEqualTo(expected.pixels());
  }

  @Test
  void drawnSplitsLieWhereThoseOfTheFilesWould() {
    LoadedData data = DatasetLoader.draw(config(7, 5, 3), "");
    assertSame(data.training(), SyntheticDigits.draw(SEED, 0, 7));
    assertSame(data.validation(), SyntheticDigits.draw(SEED, 60_000 - 5, 5));
    assertSame(data.test(), SyntheticDigits.draw(SEED, 1L << 40, 3));
  }

  /** Of all that is drawn, in the order of the splits. */
  @Test
  void theChecksumIsThatOfAllBytes() {
    LoadedData data = DatasetLoader.draw(config(2, 1, 3), "no network");
    assertThat(data.standIn()).isTrue();
    MessageDigest digest = DigestUtils.getSha256Digest();
    for (ImageSet set : List.of(data.training(), data.validation(), data.test())) {
      digest.update(set.pixels());
      digest.update(set.labels());
    }
    String sum = HexFormat.of().formatHex(digest.digest());
    assertThat(data.sha256()).isEqualTo(Map.of("synthetic-digits", sum));
  }

  @Test
  void noMoreIsDrawnThanFilesCanHold() {
    assertRefused(config(1_999_999, 2, 1), "trainingExamples and validationExamples", 2_000_001);
    assertRefused(config(0, 60_000, 1), "validationExamples", 60_000);
    assertRefused(config(1, 0, 2_000_001), "testExamples", 2_000_001);
  }

  private static void assertRefused(DatasetConfig config, String key, int asked) {
    assertThatThrownBy(() -> DatasetLoader.draw(config, ""))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("dataset." + key + " asks for " + asked + " examples; there are");
  }

  @Test
  void whatThereIsCanBeUsedToTheLastExample() {
    ImageSet four = SyntheticDigits.draw(SEED, 0, 4);
    LoadedData data = DatasetLoader.cut(config(1, 3, 4), four, four, Map.of());
    assertSame(data.training(), four.first(1));
    assertThat(data.validation().labels())
        .containsExactly(four.labels()[1], four.labels()[2], four.labels()[3]);
    assertSame(data.test(), four);
  }

  @Test
  void aSetOfImagesHasALabelForEach() {
    assertThatThrownBy(() -> new ImageSet(new byte[1567], new byte[2]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("2 labels, but 1567 pixels; expected 784 an image");
    assertThatCode(() -> new ImageSet(new byte[1568], new byte[2])).doesNotThrowAnyException();
  }

  @Test
  void theFirstImagesOfASet() {
    ImageSet three = SyntheticDigits.draw(SEED, 0, 3);
    assertThat(three.first(2).pixels()).isEqualTo(Arrays.copyOf(three.pixels(), 1568));
    assertThat(three.first(2).labels()).containsExactly(three.labels()[0], three.labels()[1]);
    assertThat(three.first(3)).isSameAs(three);
    assertThat(three.first(4)).isSameAs(three);
    assertThat(three.first(0).size()).isZero();
  }
}
