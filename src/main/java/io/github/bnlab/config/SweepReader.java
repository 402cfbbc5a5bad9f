package io.github.bnlab.config;

import io.github.bnlab.config.ExperimentDraft.Axis;
import io.github.bnlab.config.ExperimentDraft.Variant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** What a file says below {@code variants} and {@code grid}. */
final class SweepReader {
  private SweepReader() {}

  /** The alternatives; none where the key is missing. */
  static List<Variant> variants(Tree value) {
    if (value == null) {
      return List.of();
    }
    if (!(value instanceof Tree.Sequence list) || list.items().isEmpty()) {
      throw ScalarReader.expected(value, "variants", "a list of maps of settings, one per variant");
    }
    List<Variant> variants = new ArrayList<>();
    Set<String> labels = new HashSet<>();
    for (Tree item : list.items()) {
      Variant variant = variant(item);
      if (variant.label() != null && !labels.add(variant.label().toLowerCase(Locale.ROOT))) {
        throw item.origin()
            .error("variants: the label " + Require.shown(variant.label()) + " is given twice");
      }
      variants.add(variant);
    }
    return variants;
  }

  private static Variant variant(Tree item) {
    if (!(item instanceof Tree.Mapping map)) {
      throw ScalarReader.expected(item, "variants", "a map of settings for each variant");
    }
    Tree label = map.get("label");
    if (label != null) {
      SafeNames.require("label", label.text(), label.origin());
    }
    Tree.Mapping settings = Layers.nest(map.without("label"));
    Schema.TRIAL.check(settings, List.of("label"));
    return new Variant(label == null ? null : label.text(), Layers.expand(settings));
  }

  /** What is swept over; nothing where the key is missing. */
  static List<Axis> axes(Tree value) {
    if (value == null) {
      return List.of();
    }
    if (!(value instanceof Tree.Mapping map)) {
      throw ScalarReader.expected(value, "grid", "a map of keys, each with a list of values");
    }
    List<Axis> axes = new ArrayList<>();
    Set<String> keys = new HashSet<>();
    for (Tree.Leaf leaf : map.leaves()) {
      Axis axis = axis(leaf);
      if (!keys.add(axis.key())) {
        throw leaf.at().error("grid: " + axis.key() + " is given twice");
      }
      axes.add(axis);
    }
    return axes;
  }

  private static Axis axis(Tree.Leaf leaf) {
    if (Schema.TRIAL.find(leaf.key()).isEmpty()) {
      throw leaf.at().error(Schema.unknown(leaf.key()));
    }
    if (!(leaf.value() instanceof Tree.Sequence list) || list.items().isEmpty()) {
      throw ScalarReader.expected(
          leaf.value(), "grid: " + leaf.key(), "a list of values, such as [1, 2, 3]");
    }
    return Axis.of(leaf.key(), list.items());
  }
}
