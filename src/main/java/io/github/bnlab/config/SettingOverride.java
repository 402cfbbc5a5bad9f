package io.github.bnlab.config;

import io.github.bnlab.config.ExperimentDraft.Axis;
import io.github.bnlab.config.ExperimentDraft.Variant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A setting of the command line, {@code KEY=VALUE} with the value in YAML.
 *
 * @param key dotted
 * @param value as parsed; of a name or description the text itself
 * @param axis the values of a sweep, if it is one: a list for a key of a single value, texts with
 *     commas in between, or a list of lists of places
 */
record SettingOverride(String key, Tree value, Optional<List<Tree>> axis) {

  /** An experiment with overrides of the command line, which win over all that its file says. */
  static ExperimentDraft apply(List<SettingOverride> overrides, ExperimentDraft draft) {
    Map<String, Tree> texts = new HashMap<>();
    Map<String, Tree> settings = draft.overrides();
    List<Variant> variants = draft.variants();
    List<Axis> axes = draft.axes();
    for (SettingOverride override : overrides) {
      if (ExperimentDraft.TEXTS.contains(override.key())) {
        texts.put(override.key(), override.value());
      } else {
        Set<String> decided = override.decides();
        settings =
            override.axis().isEmpty()
                ? Layers.merge(settings, Layers.of(override.key(), override.value()))
                : without(settings, decided);
        variants =
            variants.stream()
                .map(variant -> new Variant(variant.label(), without(variant.settings(), decided)))
                .toList();
        axes = override.replace(axes, decided);
      }
    }
    return new ExperimentDraft(
        ExperimentDraft.safeText(texts.get("name"), "name").orElse(draft.name()),
        ExperimentDraft.text(texts.get("description"), "description").orElse(draft.description()),
        ExperimentDraft.safeText(texts.get("label"), "label").orElse(draft.label()),
        draft.base(),
        variants,
        axes,
        Layers.replacing(settings));
  }

  private static Map<String, Tree> without(Map<String, Tree> settings, Set<String> keys) {
    Map<String, Tree> left = new LinkedHashMap<>(settings);
    left.keySet().removeAll(keys);
    return left;
  }

  static SettingOverride parse(String override) {
    int equals = override.indexOf('=');
    Origin origin = Origin.inOverride(override);
    if (equals <= 0) {
      throw origin.error("expected KEY=VALUE, such as training.epochs=2");
    }
    String key = override.substring(0, equals).strip();
    String text = override.substring(equals + 1);
    if (ExperimentDraft.TEXTS.contains(key)) {
      return new SettingOverride(
          key, new Tree.Scalar(text.strip(), true, origin), Optional.empty());
    }
    if (ExperimentDraft.SWEEPS.contains(key.replaceAll("\\..*", ""))) {
      throw origin.error(
          key
              + " cannot be overridden as such; write \"KEY=[VALUE,VALUE]\" to sweep over a setting");
    }
    Schema schema = Schema.TRIAL.find(key).orElseThrow(() -> origin.error(unknown(key, text)));
    Tree value = value(key, text, origin);
    return new SettingOverride(key, value, axis(schema, value, origin));
  }

  private static Tree value(String key, String text, Origin origin) {
    try {
      return YamlParser.ofText(origin, text);
    } catch (ConfigException e) {
      if (text.matches("\\s*\\[.*\\]\\s*,\\s*\\[.*\\]\\s*")) {
        throw origin.error("write several lists in brackets: \"%s=[%s]\"".formatted(key, text));
      }
      throw e;
    }
  }

  private static String unknown(String key, String text) {
    return Schema.message(
        key,
        Schema.meant(key).stream()
            .map(meant -> Schema.TRIAL.find(meant).orElseThrow())
            .map(meant -> meant.children().isEmpty() ? meant.key() + "=" + text : meant.key())
            .toList());
  }

  private static Optional<List<Tree>> axis(Schema schema, Tree value, Origin origin) {
    if (value instanceof Tree.Sequence list) {
      boolean single =
          schema.isList()
              && list.items().stream()
                  .allMatch(item -> item instanceof Tree.Scalar && !item.text().equals("all"));
      if (!single && list.items().isEmpty()) {
        throw origin.error(schema.key() + " is an empty list; give it a value");
      }
      return single ? Optional.empty() : Optional.of(list.items());
    }
    if (!(value instanceof Tree.Scalar scalar) || scalar.quoted() || !value.text().contains(",")) {
      return Optional.empty();
    }
    if (schema.isList()) {
      throw origin.error(
          "write the list of places in brackets: \"%s=[%s]\""
              .formatted(schema.key(), value.text()));
    }
    List<Tree> values = new ArrayList<>();
    for (String part : value.text().split(",", -1)) {
      values.add(YamlParser.ofText(origin, part.strip()));
    }
    return Optional.of(values);
  }

  /**
   * The dotted keys of single values that it decides, with any value of a sweep: nothing that a
   * file varies of them counts.
   */
  private Set<String> decides() {
    Set<String> keys = new HashSet<>();
    axis.orElse(List.of(value))
        .forEach(each -> keys.addAll(Layers.replacing(Layers.of(key, each)).keySet()));
    return keys;
  }

  /** A sweep takes the place of the first one that it replaces, or comes last. */
  private List<Axis> replace(List<Axis> axes, Set<String> decided) {
    List<Axis> replaced =
        axes.stream()
            .filter(
                swept ->
                    swept.layers().stream()
                            .allMatch(l -> decided.containsAll(Layers.given(l).keySet()))
                        || key.equals(swept.key()) && !(value instanceof Tree.Mapping))
            .toList();
    List<Axis> left = new ArrayList<>(axes);
    left.removeAll(replaced);
    int at = replaced.isEmpty() ? left.size() : axes.indexOf(replaced.get(0));
    axis.ifPresent(values -> left.add(at, Axis.of(key, values)));
    return left;
  }
}
