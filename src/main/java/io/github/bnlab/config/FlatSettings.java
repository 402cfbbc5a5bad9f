package io.github.bnlab.config;

import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Settings of a YAML file by dotted key, whatever the keys are: for readers of what other versions
 * of the program wrote. Bounded as experiments are.
 */
public final class FlatSettings {
  private FlatSettings() {}

  /**
   * Flattens YAML; lists become texts separated by commas, keys without a value are left out.
   *
   * @param file as messages name it
   * @throws ConfigException if it is not a YAML mapping
   */
  public static Map<String, String> of(String file, String yaml) {
    Tree tree = YamlParser.ofFile(file, yaml);
    if (!(tree instanceof Tree.Mapping map)) {
      throw tree.error("it holds no settings; expected keys such as network: SimpleNet");
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
  public static Map<String, String> of(BatchNormConvention convention) {
    Map<String, String> parts = new TreeMap<>();
    RecordCodec.of(convention).forEach((part, value) -> parts.put(part, value.toString()));
    return parts;
  }
}
