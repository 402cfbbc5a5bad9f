package io.github.bnlab.experiment;

import io.github.bnlab.config.Experiment;
import io.github.bnlab.config.TrialConfig;
import io.github.bnlab.config.TrialSettings;
import io.github.bnlab.recording.WholeFile;
import io.github.bnlab.recording.files.FailureRule;
import io.github.bnlab.recording.files.Limits;
import io.github.bnlab.recording.files.Limits.Variant;
import io.github.bnlab.recording.files.RecordException;
import io.github.bnlab.recording.files.RunFiles;
import io.github.bnlab.recording.files.RunJson;
import io.github.bnlab.recording.files.RunReader;
import io.github.bnlab.recording.files.RunTable;
import io.github.bnlab.rows.Rows.LimitRow;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.BinaryOperator;
import java.util.function.DoubleFunction;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * Finds the largest value of a setting with which the trials of an experiment still train. Every
 * trial is bisected by itself, all of them a round at a time; each value tried is a trial with a
 * run directory, so that an interrupted search can continue.
 */
public final class LimitSearch {
  private final Question question;
  private final RunOptions options;
  private final Supplier<TrialListener> progress;

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
   * @throws TrialFailedException if a trial fails for a reason other than its training
   * @throws io.github.bnlab.config.ConfigException if a time budget is over before the first step
   * @throws io.github.bnlab.recording.files.RecordException if a table of a trial is damaged
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
    boolean open = true;
    while (open && !options.stop().requested()) {
      open = round(bisections);
    }
    List<TrialLimit> limits = new ArrayList<>();
    for (int i = 0; i < trials.size(); i++) {
      Map<String, String> settings = TrialSettings.of(trials.get(i));
      settings.remove(question.key());
      Bisection b = bisections.get(i);
      LimitRow row = new LimitRow(trials.get(i).trial(), b.trained(), b.failed(), b.failure());
      limits.add(new TrialLimit(row, settings));
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
        TrialConfig named = trial.named("%s-%s-%s".formatted(trial.trial(), setting, value));
        attempts.put(named.trial(), new Attempt(bisections.get(i), named, value));
      }
    }
    if (base == null) {
      return false;
    }
    List<TrialConfig> trials = attempts.values().stream().map(Attempt::trial).toList();
    Experiment round = new Experiment(base.name(), base.description(), trials);
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
      throw new TrialFailedException(summary, "search");
    }
    String failure;
    try {
      failure = question.rule().failure(new RunReader(summary.directory())).orElse("");
    } catch (RecordException e) {
      throw new RecordException(
          e.withRemedy("; to run the trial again, delete " + summary.directory()), e);
    }
    attempt.bisection().note(attempt.value(), failure);
  }

  private record Attempt(Bisection bisection, TrialConfig trial, double value) {}

  /**
   * Writes what was found into the folder of the experiment: {@code limits.csv}, a line per trial,
   * and {@code limits.json}, the question and the limit of each variant.
   */
  public static void write(Path folder, Question question, List<TrialLimit> limits) {
    WholeFile.write(folder, RunTable.LIMITS, limits.stream().map(TrialLimit::row).toList());
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

  /**
   * The largest value of a setting with which a trial trains.
   *
   * @param row what is recorded of it
   * @param settings the other settings of the trial, by dotted key
   */
  public record TrialLimit(LimitRow row, Map<String, String> settings) {
    private static final String SEED = "training.seed";
    private static final String CONVENTION = "batchNorm.convention";

    public TrialLimit {
      settings = new LinkedHashMap<>(settings);
    }

    /** What it shares with trials that differ in their seed alone. */
    private Map<String, String> withoutSeed() {
      Map<String, String> shared = new LinkedHashMap<>(settings);
      shared.remove(SEED);
      return shared;
    }

    /**
     * The limits of trials that differ in their seed alone, brought together, in order of their
     * first trials. The limit of a variant is the geometric mean over its seeds of {@code
     * sqrt(largest trained * smallest failed)}.
     */
    public static List<Variant> variants(List<TrialLimit> limits) {
      Map<Map<String, String>, List<LimitRow>> groups =
          limits.stream()
              .collect(
                  Collectors.groupingBy(
                      TrialLimit::withoutSeed,
                      LinkedHashMap::new,
                      Collectors.mapping(TrialLimit::row, Collectors.toList())));
      List<Variant> variants = new ArrayList<>();
      Double first = null;
      for (Map.Entry<Map<String, String>, List<LimitRow>> group : groups.entrySet()) {
        List<LimitRow> seeds = group.getValue();
        Double trained = all(seeds, LimitRow::largestTrained, Math::min);
        Double failed = all(seeds, LimitRow::smallestFailed, Math::max);
        Double limit = trained == null || failed == null ? null : limit(seeds);
        first = variants.isEmpty() ? limit : first;
        Double ratio = limit == null || first == null ? null : Double.valueOf(limit / first);
        String name = name(group.getKey(), groups.keySet());
        variants.add(new Variant(name, seeds.size(), trained, failed, limit, ratio));
      }
      return variants;
    }

    /** The settings that tell it from another variant. */
    private static String name(Map<String, String> settings, Set<Map<String, String>> all) {
      return settings.entrySet().stream()
          .filter(s -> all.stream().anyMatch(other -> differ(s.getKey(), settings, other)))
          .map(s -> s.getKey() + "=" + s.getValue())
          .collect(Collectors.joining(" "));
    }

    /**
     * Parts of a convention count only against a convention of the same name, places of a dropout
     * only against those of another one.
     */
    private static boolean differ(String key, Map<String, String> one, Map<String, String> other) {
      boolean part = key.startsWith(CONVENTION + ".");
      return other.containsKey(key)
          && !one.get(key).equals(other.get(key))
          && (!part || one.get(CONVENTION).equals(other.get(CONVENTION)));
    }

    private static double limit(List<LimitRow> seeds) {
      double logs = 0;
      for (LimitRow seed : seeds) {
        logs += (Math.log(seed.largestTrained()) + Math.log(seed.smallestFailed())) / 2;
      }
      return Math.exp(logs / seeds.size());
    }

    /** A value of all seeds, or null where one of them has none. */
    private static Double all(
        List<LimitRow> seeds, Function<LimitRow, Double> value, BinaryOperator<Double> of) {
      List<Double> values = seeds.stream().map(value).toList();
      return values.contains(null) ? null : values.stream().reduce(of).orElseThrow();
    }
  }
}
