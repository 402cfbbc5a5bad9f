package io.github.bnlab.experiment;

import io.github.bnlab.recording.files.Limits.Variant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BinaryOperator;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The largest value of a setting with which a trial trains.
 *
 * @param trial its name
 * @param settings its other settings, by dotted key
 * @param largestTrained the largest value that trained, or null if none did
 * @param smallestFailed the smallest value that failed, or null if not even the highest did
 * @param failure why that one failed, or empty
 */
public record TrialLimit(
    String trial,
    Map<String, String> settings,
    Double largestTrained,
    Double smallestFailed,
    String failure) {
  private static final String SEED = "training.seed";

  public TrialLimit {
    settings = new LinkedHashMap<>(settings);
  }

  /** What it shares with trials that differ in their seed alone. */
  private Map<String, String> withoutSeed() {
    Map<String, String> shared = new LinkedHashMap<>(settings);
    shared.remove(SEED);
    return shared;
  }

  /** Whether the limit lies between two values. */
  boolean isBracketed() {
    return largestTrained != null && smallestFailed != null;
  }

  /**
   * The limits of trials that differ in their seed alone, brought together, in order of their first
   * trials. The limit of a variant is the geometric mean over its seeds of {@code sqrt(largest
   * trained * smallest failed)}.
   */
  public static List<Variant> variants(List<TrialLimit> limits) {
    Map<Map<String, String>, List<TrialLimit>> groups =
        limits.stream()
            .collect(
                Collectors.groupingBy(
                    TrialLimit::withoutSeed, LinkedHashMap::new, Collectors.toList()));
    List<Variant> variants = new ArrayList<>();
    Double first = null;
    for (Map.Entry<Map<String, String>, List<TrialLimit>> group : groups.entrySet()) {
      List<TrialLimit> seeds = group.getValue();
      Double trained = all(seeds, TrialLimit::largestTrained, Math::min);
      Double failed = all(seeds, TrialLimit::smallestFailed, Math::max);
      Double limit = seeds.stream().allMatch(TrialLimit::isBracketed) ? limit(seeds) : null;
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
        .filter(s -> all.stream().anyMatch(other -> !s.getValue().equals(other.get(s.getKey()))))
        .map(s -> s.getKey() + "=" + s.getValue())
        .collect(Collectors.joining(" "));
  }

  private static double limit(List<TrialLimit> seeds) {
    double logs = 0;
    for (TrialLimit seed : seeds) {
      logs += (Math.log(seed.largestTrained()) + Math.log(seed.smallestFailed())) / 2;
    }
    return Math.exp(logs / seeds.size());
  }

  /** A value of all seeds, or null where one of them has none. */
  private static Double all(
      List<TrialLimit> seeds, Function<TrialLimit, Double> value, BinaryOperator<Double> of) {
    List<Double> values = seeds.stream().map(value).toList();
    return values.contains(null) ? null : values.stream().reduce(of).orElseThrow();
  }
}
