package io.github.bnlab.cli;

import static io.github.bnlab.cli.TextTable.Align.LEFT;
import static io.github.bnlab.cli.TextTable.Align.RIGHT;

import io.github.bnlab.config.ConfigException;
import io.github.bnlab.config.Experiment;
import io.github.bnlab.config.TrialConfig.BackendKind;
import io.github.bnlab.experiment.RangeCurve;
import io.github.bnlab.experiment.RangeTest;
import io.github.bnlab.experiment.RunOptions;
import io.github.bnlab.experiment.RunOptions.Earlier;
import io.github.bnlab.recording.files.RunFiles;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code bnlab range}: the learning-rate range test of each trial of an experiment. */
@Command(
    name = "range",
    mixinStandardHelpOptions = true,
    versionProvider = RootCommand.Version.class,
    description = {
      "Suggest a learning rate for each trial of an experiment: a range test.",
      "The learning rate rises step by step within one short training, and the rate is suggested at"
          + " which the loss falls fastest (Smith, 2017). This is a quick view of what `bnlab"
          + " limit` measures. The records are in results/NAME-range, beside range.csv."
    },
    footer = {
      "",
      "A curve ends where the smoothed loss exceeds four times its lowest value.",
      "",
      "Example:",
      "  bnlab range exercises/learning-rates --low 0.001 --high 100"
    })
final class RangeCommand implements Callable<Integer> {
  private static final String NAME_ENDING = "-range";

  /** The first ten steps do not count, and a slope takes two neighbours. */
  private static final int FEWEST_STEPS = 20;

  private final Terminal terminal;

  @Mixin private TrainingArguments training;
  @Mixin private BackendOptions backend;

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
      description = "How many steps (default: ${DEFAULT-VALUE}).")
  private int steps;

  RangeCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    check();
    training.begin(terminal);
    Experiment asked = training.experiment(backend.overrides());
    return backend.run(asked, terminal, kind -> test(asked.name() + NAME_ENDING, kind));
  }

  private void check() {
    TrainingArguments.requireBounds(low, high);
    if (steps < FEWEST_STEPS) {
      throw new ConfigException("--steps is " + steps + "; it must be at least " + FEWEST_STEPS);
    }
  }

  private int test(String name, BackendKind kind) {
    List<String> overrides = new ArrayList<>(backend.overrides());
    overrides.add("name=" + name);
    overrides.addAll(RangeTest.settings(low, high, steps));
    Experiment experiment = training.experiment(overrides, kind);
    try (Interruption interruption = new Interruption()) {
      RunOptions options =
          training.options(terminal, experiment, Earlier.GO_ON, interruption.stop());
      List<RangeCurve> curves = RangeTest.run(experiment, options, training.progress(terminal));
      Path folder = training.folder(experiment);
      RangeTest.write(folder, curves);
      print(curves);
      terminal.out().println();
      terminal.out().println("Curves: " + folder.resolve(RunFiles.RANGE));
      return training.end(terminal, interruption.stop(), folder, "the tests");
    }
  }

  private void print(List<RangeCurve> curves) {
    terminal.out().printf(Locale.ROOT, "Learning rates from %.4g to %.4g%n", low, high);
    TextTable table =
        new TextTable()
            .column("trial", LEFT)
            .column("suggested", RIGHT)
            .column("lowest loss at", RIGHT)
            .column("explodes at", RIGHT);
    for (RangeCurve curve : curves) {
      table.row(
          curve.trial(), rate(curve.suggestion()), rate(curve.lowest()), rate(curve.exploded()));
    }
    table.print(terminal, "  ");
  }

  private static String rate(Double rate) {
    return rate == null ? "-" : String.format(Locale.ROOT, "%.4g", rate);
  }
}
