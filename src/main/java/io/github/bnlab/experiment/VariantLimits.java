package io.github.bnlab.experiment;

import io.github.bnlab.recording.files.Limits.Variant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

/**
 * The limits of trials that differ in their seed alone, brought together. The limit of a variant is
 * the geometric mean over its seeds of {@code sqrt(largest trained * smallest failed)}.
 */
public final class VariantLimits {
  private VariantLimits() {}

  /** Limits by variant, in order of their first trials. */
  public static List<Variant> of(List<TrialLimit> limits) {
    Map<Map<String, String>, List<TrialLimit>> groups =
        limits.stream()
            .collect(
                Collectors.groupingBy(
                    TrialLimit::withoutSeed, LinkedHashMap::new, Collectors.toList()));
    List<Variant> variants = new ArrayList<>();
    Double first = null;
    for (Map.Entry<Map<String, String>, List<TrialLimit>> group : groups.entrySet()) {
      Double limit = limit(group.getValue());
      first = variants.isEmpty() ? limit : first;
      variants.add(
          new Variant(
              name(group.getKey(), groups.keySet()),
              group.getValue().size(),
              lowest(group.getValue()),
              highest(group.getValue()),
              limit,
              limit == null || first == null ? null : limit / first));
    }
    return variants;
  }

  private static String name(Map<String, String> settings, Iterable<Map<String, String>> all) {
    List<String> parts = new ArrayList<>();
    settings.forEach(
        (key, value) -> {
          for (Map<String, String> other : all) {
            if (!Objects.equals(other.get(key), value)) {
              parts.add(key + "=" + value);
              return;
            }
          }
        });
    return String.join(" ", parts);
  }

  private static Double limit(List<TrialLimit> seeds) {
    double logs = 0;
    for (TrialLimit seed : seeds) {
      if (!seed.isBracketed()) {
        return null;
      }
      logs += (Math.log(seed.largestTrained()) + Math.log(seed.smallestFailed())) / 2;
    }
    return Math.exp(logs / seeds.size());
  }

  private static Double lowest(List<TrialLimit> seeds) {
    return seeds.stream().anyMatch(s -> s.largestTrained() == null)
        ? null
        : seeds.stream().mapToDouble(TrialLimit::largestTrained).min().getAsDouble();
  }

  private static Double highest(List<TrialLimit> seeds) {
    return seeds.stream().anyMatch(s -> s.smallestFailed() == null)
        ? null
        : seeds.stream().mapToDouble(TrialLimit::smallestFailed).max().getAsDouble();
  }
}
