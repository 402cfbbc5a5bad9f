package io.github.bnlab.experiment;

import io.github.bnlab.config.Experiment;
import io.github.bnlab.config.TrialConfig;
import io.github.bnlab.config.TrialSettings;
import io.github.bnlab.recording.WholeFile;
import io.github.bnlab.recording.files.FailureRule;
import io.github.bnlab.recording.files.Limits;
import io.github.bnlab.recording.files.Rows.LimitRow;
import io.github.bnlab.recording.files.RunFiles;
import io.github.bnlab.recording.files.RunJson;
import io.github.bnlab.recording.files.RunReader;
import io.github.bnlab.recording.files.RunTable;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.DoubleFunction;
import java.util.function.Supplier;

/**
 * Finds the largest value of a setting with which the trials of an experiment still train. Every
 * trial is bisected by itself, all of them a round at a time; each value tried is a trial with a
 * run directory, so that an interrupted search can continue.
 */
public final class LimitSearch {
  private final Question question;
  private final RunOptions options;
  private final Supplier<TrialListener> progress;
  private final Map<String, String> reasons = new LinkedHashMap<>();

  /**
   * The question of a search.
   *
   * @param key dotted key of the setting
   * @param low expected to train
   * @param high expected to fail, greater than low
   * @param tolerance a limit is known well enough when the smallest value that fails is at most so
   *     many times the largest one that trains; greater than 1
   * @param rule what failing means
   * @param experiment the experiment with a value of the setting
   */
  public record Question(
      String key,
      double low,
      double high,
      double tolerance,
      FailureRule rule,
      DoubleFunction<Experiment> experiment) {}

  private LimitSearch(Question question, RunOptions options, Supplier<TrialListener> progress) {
    this.question = question;
    this.options = options;
    this.progress = progress;
  }

  /**
   * Searches.
   *
   * @param progress a new listener for each round
   * @return a limit for each trial of the experiment, in order; those of an interrupted search are
   *     as wide as it left them
   * @throws IllegalStateException if a trial fails for a reason other than its training
   */
  public static List<TrialLimit> run(
      Question question, RunOptions options, Supplier<TrialListener> progress) {
    return new LimitSearch(question, options, progress).run();
  }

  private List<TrialLimit> run() {
    List<TrialConfig> trials = question.experiment().apply(question.low()).trials();
    List<Bisection> bisections =
        trials.stream()
            .map(t -> new Bisection(question.low(), question.high(), question.tolerance()))
            .toList();
    while (!options.stop().requested() && round(bisections)) {
      // Every round halves what is open.
    }
    List<TrialLimit> limits = new ArrayList<>();
    for (int i = 0; i < trials.size(); i++) {
      Map<String, String> settings = TrialSettings.of(trials.get(i));
      settings.remove(question.key());
      Bisection b = bisections.get(i);
      String name = trials.get(i).trial();
      limits.add(
          new TrialLimit(name, settings, b.trained(), b.failed(), reasons.getOrDefault(name, "")));
    }
    return limits;
  }

  /** Tries the next value of each trial; whether there was any. */
  private boolean round(List<Bisection> bisections) {
    String setting = question.key().substring(question.key().lastIndexOf('.') + 1);
    Map<String, Attempt> attempts = new LinkedHashMap<>();
    Map<Double, Experiment> byValue = new HashMap<>(); // trials often try the same value
    Experiment base = null;
    for (int i = 0; i < bisections.size(); i++) {
      OptionalDouble next = bisections.get(i).next();
      if (next.isPresent()) {
        double value = next.getAsDouble();
        base = byValue.computeIfAbsent(value, question.experiment()::apply);
        TrialConfig trial = base.trials().get(i);
        String name = "%s-%s-%s".formatted(trial.trial(), setting, value);
        attempts.put(name, new Attempt(bisections.get(i), trial.named(name), trial.trial(), value));
      }
    }
    if (base == null) {
      return false;
    }
    List<TrialConfig> trials = attempts.values().stream().map(Attempt::trial).toList();
    Experiment round =
        new Experiment(base.name(), base.description(), List.of(question.key()), trials);
    for (TrialSummary summary : Experiments.run(round, options, progress.get())) {
      judge(attempts.get(summary.trial().trial()), summary);
    }
    return true;
  }

  private void judge(Attempt attempt, TrialSummary summary) {
    if (!summary.status().state().isConclusive()) {
      if (options.stop().requested()) {
        return;
      }
      throw new IllegalStateException(
          summary.directory() + ": " + summary.status().reason() + "; the search cannot continue");
    }
    Optional<String> failure = question.rule().failure(new RunReader(summary.directory()));
    attempt.bisection().note(attempt.value(), failure.isPresent());
    failure.ifPresent(reason -> reasons.put(attempt.of(), reason));
  }

  private record Attempt(Bisection bisection, TrialConfig trial, String of, double value) {}

  /**
   * Writes what was found into the folder of the experiment: {@code limits.csv}, a line per trial,
   * and {@code limits.json}, the question and the limit of each variant.
   */
  public static void write(Path folder, Question question, List<TrialLimit> limits) {
    List<LimitRow> rows =
        limits.stream()
            .map(l -> new LimitRow(l.trial(), l.largestTrained(), l.smallestFailed(), l.failure()))
            .toList();
    WholeFile.write(folder, RunTable.LIMITS, rows);
    Limits summary =
        new Limits(
            question.key(),
            question.low(),
            question.high(),
            question.tolerance(),
            question.rule().conditions(),
            TrialLimit.variants(limits));
    WholeFile.write(folder.resolve(RunFiles.LIMITS_SUMMARY), RunJson.write(summary));
  }
}
