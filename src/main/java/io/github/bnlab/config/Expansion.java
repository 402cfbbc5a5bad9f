package io.github.bnlab.config;

import io.github.bnlab.config.ExperimentDraft.Axis;
import io.github.bnlab.config.ExperimentDraft.Variant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * The trials of an experiment: every variant with every combination of the grid's values, the last
 * key of the grid changing fastest. Each trial's settings are merged from the defaults, the file,
 * its variant, its values of the grid, and the overrides, later ones winning.
 */
final class Expansion {
  private final ExperimentDraft draft;
  private final String file;
  private final boolean overridden;
  private final Tree.Mapping shared;

  Expansion(ExperimentDraft draft, String file, boolean overridden) {
    this.draft = draft;
    this.file = file;
    this.overridden = overridden;
    this.shared = Layers.merge(Layers.DEFAULTS, draft.base());
  }

  /**
   * The trials, or what of each is kept: origins of settings take much more memory than settings.
   */
  <T> List<T> trials(Function<ResolvedTrial, T> kept) {
    int points = points();
    rejectSetTwice();
    TrialNames names = new TrialNames(draft);
    Map<TrialConfig, String> known = new HashMap<>();
    List<T> trials = new ArrayList<>();
    for (Variant variant : draft.variants()) {
      for (int number = 0; number < points; number++) {
        List<Integer> point = point(number);
        Tree.Mapping settings = settings(variant, point);
        ResolvedTrial trial =
            ResolvedTrial.of(settings, file, draft.name(), names.of(variant, point));
        // Trials that differ only in an overridden setting are now equal: one of them is run.
        String same = known.putIfAbsent(trial.config().named("any"), trial.config().trial());
        if (same == null) {
          trials.add(kept.apply(trial));
        } else if (!overridden) {
          throw new ConfigException(
              "%s: the trials %s and %s have the same settings; leave one of them out"
                  .formatted(file, same, trial.config().trial()));
        }
      }
    }
    return trials;
  }

  /** How many combinations of the grid's values each variant has. */
  private int points() {
    int variants = draft.variants().size();
    long count = variants;
    for (Axis axis : draft.axes()) {
      // At most 100,000 times the number of values in a file of a megabyte: no overflow.
      count *= axis.values().size();
      if (count > 100_000) {
        throw new ConfigException(
            file + ": variants and grid give more than 100000 trials; split the experiment");
      }
    }
    return (int) (count / variants);
  }

  private void rejectSetTwice() {
    for (Axis axis : draft.axes()) {
      for (Variant variant : draft.variants()) {
        for (Tree.Leaf leaf : variant.settings().leaves()) {
          if (leaf.key().equals(axis.key()) || leaf.key().startsWith(axis.key() + ".")) {
            throw leaf.value()
                .error(axis.key() + " is set by a variant and by the grid; leave one of them out");
          }
        }
      }
    }
  }

  /** Positions on every axis; those of the last one change fastest. */
  private List<Integer> point(int number) {
    Integer[] point = new Integer[draft.axes().size()];
    int rest = number;
    for (int i = point.length - 1; i >= 0; i--) {
      int values = draft.axes().get(i).values().size();
      point[i] = rest % values;
      rest /= values;
    }
    return List.of(point);
  }

  private Tree.Mapping settings(Variant variant, List<Integer> point) {
    Tree.Mapping varied = variant.settings();
    for (int i = 0; i < point.size(); i++) {
      varied = Layers.merge(varied, draft.axes().get(i).layers().get(point.get(i)));
    }
    Tree.Mapping trial = Layers.merge(shared, Layers.replacing(varied));
    return Layers.merge(trial, draft.overrides());
  }

  /** Keys in which trials differ: those that the file varies first, in its order. */
  static List<String> varied(ExperimentDraft draft, List<TrialConfig> trials) {
    Map<String, Boolean> differs = new LinkedHashMap<>();
    Stream<Tree.Mapping> variants = draft.variants().stream().map(Variant::settings);
    Stream<Tree.Mapping> axes = draft.axes().stream().flatMap(axis -> axis.layers().stream());
    Stream.concat(variants, axes)
        .flatMap(layer -> layer.leaves().stream())
        .forEach(leaf -> differs.put(TrialSettings.key(leaf.key()), false));
    Map<String, String> first = TrialSettings.of(trials.get(0));
    for (TrialConfig trial : trials) {
      Map<String, String> settings = TrialSettings.of(trial);
      settings.forEach((key, value) -> mark(differs, key, !value.equals(first.get(key))));
      first.keySet().forEach(key -> mark(differs, key, !settings.containsKey(key)));
    }
    return differs.keySet().stream().filter(differs::get).toList();
  }

  private static void mark(Map<String, Boolean> differs, String key, boolean differ) {
    differs.merge(key, differ, Boolean::logicalOr);
  }
}
