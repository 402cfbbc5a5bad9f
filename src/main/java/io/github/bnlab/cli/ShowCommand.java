package io.github.bnlab.cli;

import io.github.bnlab.config.Experiment;
import io.github.bnlab.config.ExperimentReader;
import io.github.bnlab.config.TrialConfig;
import io.github.bnlab.config.TrialSettings;
import io.github.bnlab.config.TrialSettings.Setting;
import io.github.bnlab.config.TrialYaml;
import java.io.PrintStream;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.apache.commons.lang3.StringUtils;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "show",
    description = "Show the settings of every trial of an experiment, and where each was set.",
    footer = {
      "",
      "Examples:",
      "  bnlab show configs/quickstart.yaml",
      "  bnlab show mnist-convergence training.seed=1,2",
      "  bnlab show fashion-bn-lenet training.seed=1 --yaml > mine.yaml"
    })
final class ShowCommand extends PrintingCommand implements Runnable {
  private static final int LONGEST = 72;

  @Mixin private ConfigArguments arguments;

  @Option(
      names = "--yaml",
      description = "Print each trial as YAML; a file with one of them can be run.")
  private boolean yaml;

  @Override
  public void run() {
    PrintStream out = terminal.out();
    Experiment experiment = ExperimentReader.read(arguments.file(), arguments.overrides);
    if (yaml) {
      String separator = "";
      for (TrialConfig trial : experiment.trials()) {
        out.print(separator + TrialYaml.write(trial));
        separator = "---\n";
      }
      return;
    }
    out.println(experiment.name() + ": " + experiment.trials().size() + " trial(s)");
    if (!experiment.description().isEmpty()) {
      out.println(experiment.description().strip());
    }
    print(ExperimentReader.explain(arguments.file(), arguments.overrides));
  }

  /** Prints the shared settings once, then the settings of each trial. */
  private void print(List<TrialSettings> trials) {
    Set<Setting> shared = new LinkedHashSet<>(trials.get(0).settings());
    trials.forEach(trial -> shared.retainAll(trial.settings()));
    terminal.out().println();
    if (trials.size() > 1) {
      terminal.out().println("All trials");
      print(shared);
    }
    for (TrialSettings trial : trials) {
      terminal.out().println(trial.trial());
      print(
          trial.settings().stream()
              .filter(setting -> trials.size() == 1 || !shared.contains(setting))
              .toList());
    }
  }

  private void print(Collection<Setting> settings) {
    TextTable table = new TextTable().left("", "", "");
    settings.forEach(s -> table.row(s.key(), shown(s.value()), s.origin()));
    table.print(terminal, "  ");
  }

  /** A deep network has a hundred places. */
  private static String shown(String value) {
    return value.startsWith("[") ? StringUtils.abbreviateMiddle(value, " ... ", LONGEST) : value;
  }
}
