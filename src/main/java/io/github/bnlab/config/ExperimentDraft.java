package io.github.bnlab.config;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * An experiment as it was written, not expanded yet.
 *
 * @param name of the experiment
 * @param description for people
 * @param label what all trial names begin with, or null
 * @param base settings that all trials share
 * @param variants alternatives, in the order of the file; at least one
 * @param axes what is swept over
 * @param overrides of the command line
 */
record ExperimentDraft(
    String name,
    String description,
    String label,
    Map<String, Tree> base,
    List<Variant> variants,
    List<Axis> axes,
    Map<String, Tree> overrides) {
  /** Keys of an experiment that are texts, and no settings. */
  static final List<String> TEXTS = List.of("name", "description", "label");

  /** Keys of an experiment below which settings vary. */
  static final List<String> SWEEPS = List.of("variants", "grid");

  /** All keys of an experiment that are no settings. */
  private static final List<String> OWN_KEYS =
      Stream.concat(TEXTS.stream(), SWEEPS.stream()).toList();

  /**
   * One alternative.
   *
   * @param label its name, or null
   * @param settings a layer
   */
  record Variant(String label, Map<String, Tree> settings) {}

  /**
   * A setting that takes one value after another.
   *
   * @param key dotted
   * @param values at least one
   * @param layers the same as layers of settings
   */
  record Axis(String key, List<Tree> values, List<Map<String, Tree>> layers) {
    static Axis of(String key, List<Tree> values) {
      List<Map<String, Tree>> layers = values.stream().map(value -> Layers.of(key, value)).toList();
      return new Axis(key, values, layers);
    }
  }

  /** The experiment of a configuration file. */
  static ExperimentDraft of(Tree.Mapping file, String fileName) {
    Optional<String> name = safeText(file.get("name"), "name");
    return new ExperimentDraft(
        name.orElseGet(() -> defaultName(fileName, file.origin())),
        text(file.get("description"), "description").orElse(""),
        safeText(file.get("label"), "label").orElse(null),
        Layers.replacing(Layers.of(file, OWN_KEYS)),
        variants(file.get("variants")),
        axes(file.get("grid")),
        Map.of());
  }

  /** The alternatives; where the key is missing, a single one that sets nothing. */
  private static List<Variant> variants(Tree value) {
    if (value == null) {
      return List.of(new Variant(null, Map.of()));
    }
    if (!(value instanceof Tree.Sequence list) || list.items().isEmpty()) {
      throw value.expected("variants", "a list of maps of settings, one per variant");
    }
    List<Variant> variants = new ArrayList<>();
    Set<String> labels = new HashSet<>();
    for (Tree item : list.items()) {
      Variant variant = variant(item);
      if (variant.label() != null && !labels.add(variant.label().toLowerCase(Locale.ROOT))) {
        throw item.error(
            "variants: the label "
                + Require.shown(variant.label())
                + " is given twice; upper and lower case count as the same");
      }
      variants.add(variant);
    }
    return variants;
  }

  private static Variant variant(Tree item) {
    if (!(item instanceof Tree.Mapping map)) {
      throw item.expected("variants", "a map of settings for each variant");
    }
    String label = safeText(map.get("label"), "label").orElse(null);
    return new Variant(label, Layers.of(map, List.of("label")));
  }

  /** What is swept over; nothing where the key is missing. */
  private static List<Axis> axes(Tree value) {
    if (value == null) {
      return List.of();
    }
    if (!(value instanceof Tree.Mapping map)) {
      throw value.expected("grid", "a map of keys, each with a list of values");
    }
    List<Axis> axes = new ArrayList<>();
    Set<String> keys = new HashSet<>();
    for (Tree.Leaf leaf : map.leaves()) {
      if (Schema.TRIAL.find(leaf.key()).isEmpty()) {
        throw leaf.at().error(Schema.message(leaf.key(), Schema.meant(leaf.key())));
      }
      if (!(leaf.value() instanceof Tree.Sequence list) || list.items().isEmpty()) {
        throw leaf.value().expected("grid: " + leaf.key(), "a list of values, such as [1, 2, 3]");
      }
      axes.add(Axis.of(leaf.key(), list.items()));
      if (!keys.add(leaf.key())) {
        throw leaf.at().error("grid: " + leaf.key() + " is given twice");
      }
    }
    return axes;
  }

  static Optional<String> text(Tree value, String key) {
    if (value == null) {
      return Optional.empty();
    }
    if (!(value instanceof Tree.Scalar scalar) || scalar.isNull()) {
      throw value.expected(key, "a text");
    }
    return Optional.of(scalar.text().strip());
  }

  static Optional<String> safeText(Tree value, String key) {
    Optional<String> name = text(value, key);
    name.ifPresent(given -> SafeNames.require(key, given, value.origin()));
    return name;
  }

  private static String defaultName(String fileName, Origin file) {
    String name = SafeNames.clean(fileName.replaceFirst("\\.ya?ml$", ""));
    if (!SafeNames.isSafe(name)) {
      throw file.error(
          "the file name cannot be used as a folder name; add the key name to the file, such as"
              + " name: my-experiment");
    }
    return name;
  }
}
