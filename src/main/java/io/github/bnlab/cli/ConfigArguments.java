package io.github.bnlab.cli;

import io.github.bnlab.config.Experiment;
import io.github.bnlab.config.ExperimentReader;
import io.github.bnlab.config.TrialSettings;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Parameters;

/** {@code CONFIG [key=value ...]}, the parameters of every command that takes an experiment. */
final class ConfigArguments {
  static final String SETTING = "key=value";

  @Parameters(
      index = "0",
      paramLabel = "CONFIG",
      completionCandidates = ConfigFiles.Names.class,
      description = "YAML file, or the name of a configuration that `bnlab list` shows.")
  private String config;

  @Parameters(
      index = "1..*",
      arity = "0..*",
      paramLabel = SETTING,
      description =
          "Settings that replace those of the file, such as training.epochs=2. Several values, as in"
              + " training.seed=1,2,3, make a trial of each.")
  private List<String> overrides = new ArrayList<>();

  /** The experiment, with further overrides after the user's own. */
  Experiment experiment(List<String> more) {
    List<String> all = new ArrayList<>(overrides);
    all.addAll(more);
    return ExperimentReader.read(file(), all);
  }

  /** Every trial's settings and where they come from. */
  List<TrialSettings> explain() {
    return ExperimentReader.explain(file(), overrides);
  }

  /** What has another name now, a sentence each. */
  List<String> hints() {
    return ExperimentReader.hints(file(), overrides);
  }

  private Path file() {
    return ConfigFiles.find(config);
  }
}
