package io.github.bnlab.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * An experiment as it was written, not expanded yet.
 *
 * @param name of the experiment
 * @param description for people
 * @param label what all trial names begin with, or null
 * @param base settings that all trials share
 * @param variants alternatives, in the order of the file
 * @param axes what is swept over
 * @param overrides of the command line
 */
record ExperimentDraft(
    String name,
    String description,
    String label,
    Tree.Mapping base,
    List<Variant> variants,
    List<Axis> axes,
    Tree.Mapping overrides) {
  /** Keys of an experiment that are texts, and no settings. */
  static final List<String> TEXTS = List.of("name", "description", "label");

  /** Keys of an experiment below which settings vary. */
  static final List<String> SWEEPS = List.of("variants", "grid");

  /** All keys of an experiment that are no settings. */
  static final List<String> OWN_KEYS =
      List.of(TEXTS.get(0), TEXTS.get(1), TEXTS.get(2), SWEEPS.get(0), SWEEPS.get(1));

  /**
   * One alternative.
   *
   * @param label its name, or null
   * @param settings a layer
   */
  record Variant(String label, Tree.Mapping settings) {}

  /**
   * A setting that takes one value after another.
   *
   * @param key dotted
   * @param values at least one
   * @param layers the same as layers of settings
   */
  record Axis(String key, List<Tree> values, List<Tree.Mapping> layers) {
    static Axis of(String key, List<Tree> values) {
      List<Tree.Mapping> layers =
          values.stream().map(value -> SettingOverride.layer(key, value)).toList();
      return new Axis(key, values, layers);
    }
  }

  /** The experiment of a configuration file. */
  static ExperimentDraft of(Tree.Mapping file, String fileName) {
    Optional<String> name = safeText(file, "name");
    Tree.Mapping settings = file;
    for (String key : OWN_KEYS) {
      settings = settings.without(key);
    }
    Tree.Mapping base = Layers.nest(settings);
    Schema.TRIAL.check(base, OWN_KEYS);
    return new ExperimentDraft(
        name.orElseGet(() -> defaultName(fileName, file.origin())),
        text(file, "description").orElse(""),
        safeText(file, "label").orElse(null),
        Layers.replacing(Layers.expand(base)),
        SweepReader.variants(file.get("variants")),
        SweepReader.axes(file.get("grid")),
        Tree.Mapping.empty(Origin.DEFAULT));
  }

  /** This experiment with overrides, which win over all that the file says. */
  ExperimentDraft with(List<SettingOverride> given) {
    Tree.Mapping texts = Tree.Mapping.empty(Origin.DEFAULT);
    ExperimentDraft changed = this;
    for (SettingOverride override : given) {
      if (TEXTS.contains(override.key())) {
        texts = texts.with(override.key(), override.value());
      } else {
        changed = changed.with(override);
      }
    }
    return new ExperimentDraft(
        safeText(texts, "name").orElse(name),
        text(texts, "description").orElse(description),
        safeText(texts, "label").orElse(label),
        base,
        changed.variants,
        changed.axes,
        Layers.replacing(changed.overrides));
  }

  private ExperimentDraft with(SettingOverride override) {
    List<String> decided = override.decides();
    Tree.Mapping settings = overrides;
    if (override.axis().isEmpty()) {
      settings = Layers.merge(settings, override.layer());
    } else {
      for (String key : decided) {
        settings = Layers.prune(settings, key);
      }
    }
    return new ExperimentDraft(
        name,
        description,
        label,
        base,
        prune(variants, decided),
        replace(axes, override),
        settings);
  }

  private static List<Variant> prune(List<Variant> variants, List<String> keys) {
    List<Variant> pruned = new ArrayList<>();
    for (Variant variant : variants) {
      Tree.Mapping settings = variant.settings();
      for (String key : keys) {
        settings = Layers.prune(settings, key);
      }
      pruned.add(new Variant(variant.label(), settings));
    }
    return pruned;
  }

  /** A sweep takes the place of the first one that it replaces, or comes last. */
  private static List<Axis> replace(List<Axis> axes, SettingOverride override) {
    List<Axis> replaced = axes.stream().filter(axis -> override.replaces(axis.key())).toList();
    List<Axis> left = new ArrayList<>(axes);
    left.removeAll(replaced);
    int at = replaced.isEmpty() ? left.size() : axes.indexOf(replaced.get(0));
    override.axis().ifPresent(values -> left.add(at, Axis.of(override.key(), values)));
    return left;
  }

  private static Optional<String> text(Tree.Mapping settings, String key) {
    Tree value = settings.get(key);
    if (value == null) {
      return Optional.empty();
    }
    if (!(value instanceof Tree.Scalar scalar) || scalar.isNull()) {
      throw ScalarReader.expected(value, key, "a text");
    }
    return Optional.of(scalar.text().strip());
  }

  private static Optional<String> safeText(Tree.Mapping settings, String key) {
    Optional<String> name = text(settings, key);
    name.ifPresent(given -> SafeNames.require(key, given, settings.get(key).origin()));
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
