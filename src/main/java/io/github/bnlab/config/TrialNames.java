package io.github.bnlab.config;

import io.github.bnlab.config.ExperimentDraft.Axis;
import io.github.bnlab.config.ExperimentDraft.Variant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Names of trials, made from what varies: {@code implementation-custom_seed-2}. A label stands for
 * its variant, a label of the file before all of it; a trial of which nothing varies is {@code
 * trial}. Sweeps of a single value are named too, so that a longer one keeps the names of the
 * trials that are there already.
 */
final class TrialNames {
  private final ExperimentDraft draft;
  private final Map<String, Integer> uses = new HashMap<>();
  private final Set<String> taken = new HashSet<>();

  TrialNames(ExperimentDraft draft) {
    this.draft = draft;
    Set<String> keys = new HashSet<>();
    draft.axes().forEach(axis -> keys.add(shown(axis.key())));
    draft.variants().stream()
        .flatMap(variant -> Layers.given(variant.settings()).keySet().stream())
        .forEach(key -> keys.add(shown(key)));
    keys.forEach(key -> uses.merge(Schema.last(key), 1, Integer::sum));
  }

  /** The name of one trial; never the same twice. */
  String of(Variant variant, List<Integer> point) {
    List<String> parts = new ArrayList<>();
    if (draft.label() != null) {
      parts.add(draft.label());
    }
    if (variant.label() != null) {
      parts.add(variant.label());
    } else {
      Map<String, Tree> settings = Layers.given(variant.settings());
      settings.forEach((key, value) -> parts.add(part(key, value(value))));
      if (settings.isEmpty()
          && draft.variants().stream().anyMatch(v -> !Layers.given(v.settings()).isEmpty())) {
        parts.add("base");
      }
    }
    for (int i = 0; i < point.size(); i++) {
      Axis axis = draft.axes().get(i);
      parts.add(part(axis.key(), value(axis.values().get(point.get(i)))));
    }
    return unique(parts.isEmpty() ? "trial" : String.join("_", parts));
  }

  private String unique(String name) {
    String candidate = SafeNames.shorten(name);
    for (int i = 2; !taken.add(candidate.toLowerCase(Locale.ROOT)); i++) {
      candidate = SafeNames.shorten(name + "-" + i);
    }
    return candidate;
  }

  /** The last word of the key, or all of it where another one ends in the same. */
  private String part(String key, String value) {
    String shown = shown(key);
    String word = Schema.last(shown);
    String whole = value.replaceFirst("^([-+]?)\\.(?=[0-9])", "$10."); // .5 is 0.5
    String signed = whole.replaceFirst("^-(?=[0-9])", "minus");
    return (uses.get(word) > 1 ? shown : word) + "-" + SafeNames.clean(signed);
  }

  /** The key that people know: {@code dataset} for {@code dataset.name}. */
  static String shown(String key) {
    return Schema.SHORTHANDS.entrySet().stream()
        .filter(shorthand -> key.equals(shorthand.getKey() + "." + shorthand.getValue()))
        .map(Map.Entry::getKey)
        .findFirst()
        .orElse(key);
  }

  private static String value(Tree value) {
    if (value instanceof Tree.Sequence list) {
      return list.items().stream().map(TrialNames::value).collect(Collectors.joining("+"));
    }
    if (value instanceof Tree.Mapping map) {
      return map.get("name") != null
          ? value(map.get("name"))
          : map.leaves().stream().map(leaf -> value(leaf.value())).collect(Collectors.joining("+"));
    }
    return value.text();
  }
}
