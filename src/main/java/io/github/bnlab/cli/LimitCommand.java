package io.github.bnlab.cli;

import io.github.bnlab.config.ConfigException;
import io.github.bnlab.config.Experiment;
import io.github.bnlab.config.Require;
import io.github.bnlab.config.SafeNames;
import io.github.bnlab.config.TrialConfig.BackendKind;
import io.github.bnlab.config.TrialSettings;
import io.github.bnlab.dataset.ImageSet;
import io.github.bnlab.experiment.LimitSearch;
import io.github.bnlab.experiment.LimitSearch.Question;
import io.github.bnlab.experiment.LimitSearch.TrialLimit;
import io.github.bnlab.experiment.RunOptions;
import io.github.bnlab.recording.files.FailureRule;
import io.github.bnlab.recording.files.Limits.Variant;
import io.github.bnlab.recording.files.RunTable;
import io.github.bnlab.rows.Rows.LimitRow;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
    name = "limit",
    description = {
      "Find the largest value of a setting with which each trial of an experiment trains.",
      "The search is a bisection on a log scale, and the result compares the variants. Every value"
          + " that it tries is a trial in results/NAME-limit-SETTING (such as"
          + " results/quickstart-limit-learningRate), beside limits.csv and limits.json."
    },
    footer = {
      "",
      "A training fails if its loss becomes NaN or infinite, if the mean loss of its last epoch (with"
          + " recording.evaluations, since the evaluation before) is"
          + " above that of its first batch, or if its last accuracy (validation, else test) is at"
          + " most 1.5 times that of guessing.",
      "",
      "Example:",
      "  bnlab limit quickstart --of training.learningRate --low 0.1 --high 1000"
    })
final class LimitCommand extends ExperimentCommand {
  private static final double FINEST = 1.005;

  @Option(
      names = "--of",
      paramLabel = "KEY",
      required = true,
      description = "The setting, such as training.learningRate.")
  private String key;

  @Option(
      names = "--low",
      paramLabel = "A",
      required = true,
      description =
          "A value that is expected to train. If it fails, larger values are tried, half a decade"
              + " apart, until one trains.")
  private double low;

  @Option(
      names = "--high",
      paramLabel = "B",
      required = true,
      description = "A value that is expected to fail.")
  private double high;

  @Option(
      names = "--tolerance",
      paramLabel = "RATIO",
      defaultValue = "1.1",
      description =
          "The search ends when the smallest value that fails is at most RATIO times the largest"
              + " that trains (default: ${DEFAULT-VALUE}).")
  private double tolerance;

  @Option(
      names = "--allow-rising-loss",
      description = "Do not count a loss that ends above its start as a failure.")
  private boolean allowRisingLoss;

  @Option(
      names = "--chance",
      paramLabel = "FACTOR",
      defaultValue = "1.5",
      description =
          "An accuracy of at most FACTOR/classes is a failure. With 0, accuracy is ignored (default:"
              + " ${DEFAULT-VALUE}).")
  private double chance;

  @Override
  public Integer call() {
    Require.that(
        !List.of("", "name", "description", "label").contains(key),
        "--of",
        key,
        "be the key of a number, such as training.learningRate");
    if (TrialSettings.isWhole(key)) {
      throw new ConfigException(
          "--of %s: the search tries values between whole numbers; give the key of a setting that may have decimals, such as training.learningRate"
              .formatted(key));
    }
    requireBounds(low, high);
    Require.that(tolerance >= FINEST, "--tolerance", tolerance, "be a ratio of at least " + FINEST);
    int classes = ImageSet.CLASSES;
    Require.that(
        chance >= 0 && chance < classes,
        "--chance",
        chance,
        "be at least 0 and less than %d, the number of classes".formatted(classes));
    begin();
    Experiment asked = experiment();
    String name = SafeNames.shorten(asked.name() + "-limit-" + key.replaceFirst(".*\\.", ""));
    return backend.run(asked.trials(), terminal, kind -> search(name, kind));
  }

  private int search(String name, BackendKind kind) {
    FailureRule rule = new FailureRule(!allowRisingLoss, chance);
    Question question =
        new Question(key, low, high, tolerance, rule, value -> at(value, name, kind));
    Experiment first = at(low, name, kind);
    at(high, name, kind); // fails here rather than after trainings
    try (Interruption interruption = new Interruption()) {
      RunOptions options = options(first, interruption.stop(), key + "=" + low);
      List<TrialLimit> limits = LimitSearch.run(question, options, this::progress);
      Path folder = folder(first);
      if (!interruption.stop().requested()) { // else the limits are not known yet
        LimitSearch.write(folder, question, limits);
        print(question, limits);
        terminal.line("%nLimits: %s", folder.resolve(RunTable.LIMITS.file()));
      }
      return end(options, folder, "the search");
    }
  }

  private Experiment at(double value, String name, BackendKind kind) {
    return experiment("name=" + name, key + "=" + value).on(kind);
  }

  private void print(Question question, List<TrialLimit> limits) {
    terminal.line("Largest %s that trains", key);
    TextTable trials = new TextTable().left("trial").right("trains at", "fails at").left("how");
    for (TrialLimit limit : limits) {
      LimitRow row = limit.row();
      trials.row(row.trial(), value(row.largestTrained()), value(row.smallestFailed()), how(row));
    }
    trials.print(terminal, "  ");
    terminal.out().println();
    TextTable variants =
        new TextTable()
            .left("variant")
            .right("seeds", "all train at", "all fail at", "limit", "to the first");
    for (Variant variant : TrialLimit.variants(limits)) {
      variants.row(
          variant.name().isEmpty() ? "all" : variant.name(),
          Integer.toString(variant.seeds()),
          value(variant.trained()),
          value(variant.failed()),
          value(variant.limit()),
          variant.ratio() == null ? "" : String.format(Locale.ROOT, "x %.2f", variant.ratio()));
    }
    variants.print(terminal, "  ");
    terminal.line("%nFails when %s.", String.join("; or ", question.rule().conditions()));
  }

  private static String how(LimitRow limit) {
    if (limit.largestTrained() == null) {
      return "no value tried from --low to --high trains: " + limit.failure();
    }
    return limit.smallestFailed() == null ? "even --high trains" : limit.failure();
  }

  private static String value(Double value) {
    return value == null ? "" : String.format(Locale.ROOT, "%.4g", value);
  }
}
