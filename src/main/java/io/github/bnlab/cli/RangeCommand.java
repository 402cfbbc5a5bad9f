package io.github.bnlab.cli;

import io.github.bnlab.config.Experiment;
import io.github.bnlab.config.Require;
import io.github.bnlab.config.SafeNames;
import io.github.bnlab.config.TrialConfig.BackendKind;
import io.github.bnlab.experiment.RangeTest;
import io.github.bnlab.experiment.RangeTest.Curve;
import io.github.bnlab.experiment.RunOptions;
import io.github.bnlab.recording.files.RunTable;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
    name = "range",
    description = {
      "Suggest a learning rate for each trial of an experiment: a range test.",
      "The learning rate rises at every step of one short training; the suggestion is the rate at"
          + " which the loss falls fastest (Smith, 2017). This is faster than `bnlab limit`, and less"
          + " exact. The records are in results/NAME-range, beside range.csv."
    },
    footer = {
      "",
      "A curve ends where the smoothed loss exceeds four times its lowest value.",
      "",
      "Example:",
      "  bnlab range exercises/learning-rates --low 0.001 --high 100"
    })
final class RangeCommand extends ExperimentCommand {
  /** The first ten steps do not count, and a slope takes two neighbours. */
  private static final int FEWEST_STEPS = 20;

  @Option(
      names = "--low",
      paramLabel = "A",
      defaultValue = "1e-4",
      description = "Learning rate of the first step (default: ${DEFAULT-VALUE}).")
  private double low;

  @Option(
      names = "--high",
      paramLabel = "B",
      defaultValue = "10",
      description = "Learning rate of the last step (default: ${DEFAULT-VALUE}).")
  private double high;

  @Option(
      names = "--steps",
      paramLabel = "N",
      defaultValue = "200",
      description = "Number of steps (default: ${DEFAULT-VALUE}).")
  private int steps;

  @Override
  public Integer call() {
    requireBounds(low, high);
    Require.atLeast(FEWEST_STEPS, steps, "--steps", "");
    begin();
    Experiment asked = experiment();
    // The number of steps replaces that of epochs, here as in the file.
    arguments.overrides.removeIf(override -> override.strip().startsWith("training.epochs"));
    String name = SafeNames.shorten(asked.name() + "-range");
    return backend.run(asked.trials(), terminal, kind -> test(name, kind));
  }

  private int test(String name, BackendKind kind) {
    List<String> overrides = new ArrayList<>(RangeTest.settings(low, high, steps));
    overrides.add("name=" + name);
    Experiment experiment = experiment(overrides.toArray(String[]::new)).on(kind);
    try (Interruption interruption = new Interruption()) {
      RunOptions options = options(experiment, interruption.stop());
      List<Curve> curves = RangeTest.run(experiment, options, progress());
      Path folder = folder(experiment);
      if (!interruption.stop().requested()) { // else curves are missing
        RangeTest.write(folder, curves);
        print(curves);
        terminal.line("%nCurves: %s", folder.resolve(RunTable.RANGE.file()));
      }
      return end(options, folder, "the tests");
    }
  }

  private void print(List<Curve> curves) {
    terminal.line("Learning rates from %.4g to %.4g", low, high);
    TextTable table =
        new TextTable().left("trial").right("suggested", "lowest loss at", "explodes at");
    for (Curve curve : curves) {
      table.row(
          curve.trial(), rate(curve.suggestion()), rate(curve.lowest()), rate(curve.exploded()));
    }
    table.print(terminal, "  ");
  }

  private static String rate(Double rate) {
    return rate == null ? "-" : String.format(Locale.ROOT, "%.4g", rate);
  }
}
