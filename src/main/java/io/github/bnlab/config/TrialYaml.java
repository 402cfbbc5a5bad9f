package io.github.bnlab.config;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.snakeyaml.engine.v2.api.Dump;
import org.snakeyaml.engine.v2.api.DumpSettings;
import org.snakeyaml.engine.v2.common.FlowStyle;
import org.snakeyaml.engine.v2.resolver.ScalarResolver;
import org.snakeyaml.engine.v2.schema.CoreSchema;

/** A trial as a complete configuration: all settings, including those with default values. */
public final class TrialYaml {
  private static final DumpSettings STYLE =
      DumpSettings.builder()
          .setDefaultFlowStyle(FlowStyle.BLOCK)
          .setSplitLines(false)
          .setSchema(new SharedResolver())
          .setBestLineBreak("\n")
          .build();

  private TrialYaml() {}

  /**
   * The trial as YAML in the order of the records, the same text for the same trial. Reading it
   * gives an experiment of the same name with this one trial, equal in every setting.
   */
  public static String write(TrialConfig trial) {
    Map<String, Object> settings = new LinkedHashMap<>();
    settings.put("name", trial.experiment());
    settings.put("label", trial.trial());
    // A DeepNet has a place for each layer; other networks have all of theirs in old records.
    List<String> all = trial.network() == NetworkKind.DEEP_NET ? trial.places() : null;
    Map<String, Object> values = RecordCodec.of(trial, all);
    values.remove("experiment");
    values.remove("trial");
    settings.putAll(values);
    return new Dump(STYLE).dumpToString(settings);
  }

  /**
   * Quotes all texts that could be read as anything else. The library makes the patterns for that
   * once a value; shared, a trial takes a tenth of the time.
   */
  private static final class SharedResolver extends CoreSchema {
    private final ScalarResolver resolver = super.getScalarResolver();

    @Override
    public ScalarResolver getScalarResolver() {
      return resolver;
    }
  }
}
