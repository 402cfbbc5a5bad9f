package io.github.bnlab.config;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.snakeyaml.engine.v2.api.Dump;
import org.snakeyaml.engine.v2.api.DumpSettings;
import org.snakeyaml.engine.v2.common.FlowStyle;
import org.snakeyaml.engine.v2.schema.CoreSchema;

/**
 * A trial as a complete configuration: all settings, including those with default values. It is
 * also read back whatever its keys are, as other versions of the program wrote it.
 */
public final class TrialYaml {
  private static final DumpSettings STYLE =
      DumpSettings.builder()
          .setDefaultFlowStyle(FlowStyle.BLOCK)
          .setSplitLines(false)
          .setSchema(new CoreSchema())
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
   * Settings of a YAML file by dotted key; lists become texts separated by commas, keys without a
   * value are left out. Bounded as experiments are.
   *
   * @param file as messages name it
   * @throws ConfigException if it is not a YAML mapping
   */
  public static Map<String, String> flat(String file, String yaml) {
    Tree tree = YamlParser.ofFile(file, yaml);
    if (!(tree instanceof Tree.Mapping map)) {
      throw tree.error("holds no settings; expected keys such as network: SimpleNet");
    }
    Map<String, String> settings = new TreeMap<>();
    for (Tree.Leaf leaf : map.leaves()) {
      if (leaf.value() instanceof Tree.Sequence list) {
        settings.put(
            leaf.key(), list.items().stream().map(Tree::text).collect(Collectors.joining(", ")));
      } else if (leaf.value() instanceof Tree.Scalar scalar && !scalar.isNull()) {
        settings.put(leaf.key(), scalar.text());
      }
    }
    return settings;
  }

  /** The parts of a convention by name, as a record of a trial has them. */
  public static Map<String, String> flat(BatchNormConvention convention) {
    Map<String, String> parts = new TreeMap<>();
    RecordCodec.of(convention).forEach((part, value) -> parts.put(part, value.toString()));
    return parts;
  }
}
