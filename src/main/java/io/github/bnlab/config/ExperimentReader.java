package io.github.bnlab.config;

import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

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
    ExperimentDraft draft = draft(file, overrides);
    List<TrialConfig> trials = expansion(draft, file, overrides).trials(ResolvedTrial::config);
    return new Experiment(
        draft.name(), draft.description(), Expansion.varied(draft, trials), trials);
  }

  /**
   * The trial of some settings over the defaults, without a file.
   *
   * @param name of the experiment
   * @param settings {@code KEY=VALUE}
   * @throws ConfigException if a setting cannot be used, or is a list of values
   */
  public static TrialConfig trial(String name, List<String> settings) {
    Tree.Mapping none = Tree.Mapping.empty(Origin.DEFAULT);
    List<SettingOverride> parsed = settings.stream().map(SettingOverride::parse).toList();
    ExperimentDraft draft = SettingOverride.apply(parsed, ExperimentDraft.of(none, name));
    List<TrialConfig> trials = new Expansion(draft, name, true).trials(ResolvedTrial::config);
    if (trials.size() != 1) {
      throw new ConfigException(
          settings + " describe " + trials.size() + " trials; give each setting one value");
    }
    return trials.get(0);
  }

  /** The effective settings of every trial and where each comes from; errors as in reading. */
  public static List<TrialSettings> explain(Path file, List<String> overrides) {
    return expansion(draft(file, overrides), file, overrides).trials(TrialSettings::of);
  }

  /** A sentence for each value of the file or the overrides that has another name now. */
  public static List<String> hints(Path file, List<String> overrides) {
    Set<String> hints = new LinkedHashSet<>();
    OldNames.addHints("", YamlParser.ofFile(file), hints);
    for (SettingOverride override : overrides.stream().map(SettingOverride::parse).toList()) {
      override
          .axis()
          .orElse(List.of(override.value()))
          .forEach(value -> OldNames.addHints(override.key(), value, hints));
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
      Expansion one = new Expansion(draft, "trial.yaml", false);
      return TrialYaml.write(one.trials(ResolvedTrial::config).get(0));
    } catch (ConfigException e) {
      return trialYaml;
    }
  }

  private static ExperimentDraft draft(Path file, List<String> overrides) {
    List<SettingOverride> parsed = overrides.stream().map(SettingOverride::parse).toList();
    return SettingOverride.apply(
        parsed, draft(YamlParser.ofFile(file), file.getFileName().toString()));
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

  private static Expansion expansion(ExperimentDraft draft, Path file, List<String> overrides) {
    return new Expansion(draft, file.toString(), !overrides.isEmpty());
  }
}
