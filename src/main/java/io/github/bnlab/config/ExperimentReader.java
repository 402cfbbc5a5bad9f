package io.github.bnlab.config;

import io.github.bnlab.config.ExperimentDraft.Axis;
import io.github.bnlab.config.ExperimentDraft.Variant;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Reads experiments: YAML files with strict keys, over the defaults, under the overrides of the
 * command line.
 *
 * <p>Overrides have the form {@code KEY=VALUE} with a dotted key and a value in YAML. A later one
 * wins over an earlier one, and all of them over the file: also over its variants and its grid,
 * where trials that become equal are run once. A list of values for a key of a single value, {@code
 * training.seed=[1,2]} or {@code training.seed=1,2}, sweeps over them, in place of the grid's
 * values if the grid has the key.
 */
public final class ExperimentReader {
  private ExperimentReader() {}

  /**
   * The experiment of a file.
   *
   * @throws ConfigException if anything in it cannot be used; the message names file, line and
   *     column, or the override, and what was expected
   */
  public static Experiment read(Path file, List<String> overrides) {
    return once(file).apply(overrides);
  }

  /** Reads a file once, for its experiments under several overrides; errors as in reading. */
  public static Function<List<String>, Experiment> once(Path file) {
    Tree tree = YamlParser.ofFile(file);
    return overrides -> {
      ExperimentDraft draft = draft(tree, file, overrides);
      List<TrialConfig> trials =
          trials(draft, file.toString(), !overrides.isEmpty(), ResolvedTrial::config);
      return new Experiment(draft.name(), draft.description(), trials);
    };
  }

  /**
   * The trial of some settings over the defaults, without a file.
   *
   * @param name of the experiment
   * @param settings {@code KEY=VALUE}
   * @throws ConfigException if a setting cannot be used, or is a list of values
   */
  public static TrialConfig trial(String name, List<String> settings) {
    Tree.Mapping none = new Tree.Mapping(Map.of(), Origin.DEFAULT);
    List<SettingOverride> parsed = settings.stream().map(SettingOverride::parse).toList();
    ExperimentDraft draft = SettingOverride.apply(parsed, ExperimentDraft.of(none, name));
    List<TrialConfig> trials = trials(draft, name, true, ResolvedTrial::config);
    if (trials.size() != 1) {
      throw new ConfigException(
          settings + " describe " + trials.size() + " trials; give each setting one value");
    }
    return trials.get(0);
  }

  /** The effective settings of every trial and where each comes from; errors as in reading. */
  public static List<TrialSettings> explain(Path file, List<String> overrides) {
    ExperimentDraft draft = draft(YamlParser.ofFile(file), file, overrides);
    return trials(draft, file.toString(), !overrides.isEmpty(), TrialSettings::of);
  }

  /**
   * A sentence for each value of the file or the overrides that has another name now, and for each
   * override that changes none of the trials that were read.
   */
  public static List<String> hints(Path file, List<String> overrides, List<TrialConfig> trials) {
    Set<String> hints = new LinkedHashSet<>();
    OldNames.addHints("", YamlParser.ofFile(file), hints);
    for (SettingOverride override : overrides.stream().map(SettingOverride::parse).toList()) {
      override
          .axis()
          .orElse(List.of(override.value()))
          .forEach(value -> OldNames.addHints(override.key(), value, hints));
      Set<Optional<String>> reasons =
          trials.stream()
              .map(trial -> TrialRules.unusedWith(override.key(), trial))
              .collect(Collectors.toSet());
      if (reasons.stream().allMatch(Optional::isPresent)) {
        String with = reasons.iterator().next().orElseThrow();
        hints.add(override.value().origin().text() + ": it has no effect with " + with);
      }
    }
    return List.copyOf(hints);
  }

  /**
   * A recorded trial's settings as {@link TrialYaml} writes them now: keys added since have their
   * defaults, old names are replaced. The same text if it cannot be read, as those of later
   * versions.
   */
  public static String current(String trialYaml) {
    try {
      ExperimentDraft draft = draft(YamlParser.ofFile("trial.yaml", trialYaml), "trial.yaml");
      return TrialYaml.write(trials(draft, "trial.yaml", false, ResolvedTrial::config).get(0));
    } catch (ConfigException e) {
      return trialYaml;
    }
  }

  private static ExperimentDraft draft(Tree tree, Path file, List<String> overrides) {
    List<SettingOverride> parsed = overrides.stream().map(SettingOverride::parse).toList();
    return SettingOverride.apply(parsed, draft(tree, file.getFileName().toString()));
  }

  private static ExperimentDraft draft(Tree tree, String file) {
    if (!(tree instanceof Tree.Mapping map)) {
      throw tree.error(
          tree instanceof Tree.Scalar scalar && scalar.isNull()
              ? "the file is empty; expected keys such as network: SimpleNet"
              : "expected keys such as network: SimpleNet, found " + Require.shown(tree.text()));
    }
    return ExperimentDraft.of(map, file);
  }

  /**
   * The trials, or what of each is kept, since origins of settings take much more memory than
   * settings: every variant with every combination of the grid's values, the last key of the grid
   * changing fastest. Each trial's settings are merged from the defaults, the file, its variant,
   * its values of the grid, and the overrides, later ones winning.
   *
   * @param file as messages name it
   */
  private static <T> List<T> trials(
      ExperimentDraft draft, String file, boolean overridden, Function<ResolvedTrial, T> kept) {
    List<List<Integer>> points = points(draft, file);
    rejectSetTwice(draft);
    TrialNames names = new TrialNames(draft);
    Map<String, Tree> shared = Layers.merge(Layers.DEFAULTS, draft.base());
    Map<TrialConfig, String> known = new HashMap<>();
    List<T> trials = new ArrayList<>();
    for (Variant variant : draft.variants()) {
      for (List<Integer> point : points) {
        Map<String, Tree> varied = variant.settings();
        for (int i = 0; i < point.size(); i++) {
          varied = Layers.merge(varied, draft.axes().get(i).layers().get(point.get(i)));
        }
        Map<String, Tree> settings = Layers.merge(shared, Layers.replacing(varied));
        ResolvedTrial trial =
            ResolvedTrial.of(
                Layers.merge(settings, draft.overrides()),
                file,
                draft.name(),
                names.of(variant, point));
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

  /** The combinations of the grid's values, each as positions on the axes. */
  private static List<List<Integer>> points(ExperimentDraft draft, String file) {
    List<List<Integer>> points = List.of(List.of());
    for (Axis axis : draft.axes()) {
      int values = axis.values().size();
      if ((long) draft.variants().size() * points.size() * values > 100_000) {
        throw new ConfigException(
            file + ": variants and grid give more than 100000 trials; split the experiment");
      }
      points =
          points.stream()
              .flatMap(
                  point ->
                      IntStream.range(0, values)
                          .mapToObj(i -> Stream.concat(point.stream(), Stream.of(i)).toList()))
              .toList();
    }
    return points;
  }

  private static void rejectSetTwice(ExperimentDraft draft) {
    for (Axis axis : draft.axes()) {
      for (Variant variant : draft.variants()) {
        for (Map.Entry<String, Tree> set : Layers.given(variant.settings()).entrySet()) {
          if (axis.layers().stream().anyMatch(layer -> layer.containsKey(set.getKey()))) {
            throw set.getValue()
                .error(axis.key() + " is set by a variant and by the grid; leave one of them out");
          }
        }
      }
    }
  }
}
