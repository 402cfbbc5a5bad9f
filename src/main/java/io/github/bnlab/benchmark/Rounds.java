package io.github.bnlab.benchmark;

import io.github.bnlab.benchmark.Candidates.Candidate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Times candidates in turn, round after round. */
final class Rounds {
  private static final int FEWEST = 3;

  private Rounds() {}

  /**
   * Times candidates.
   *
   * @param warmUp rounds that do not count
   * @param rounds windows of each candidate that do
   * @param seconds after which a candidate with enough windows is left out, the slow ones early
   * @param images that each step or evaluation is about
   */
  static List<Timing> time(
      List<Candidate> candidates, int warmUp, int rounds, double seconds, int images) {
    Map<Candidate, List<Window>> windows = new LinkedHashMap<>();
    Map<Candidate, Double> spent = new HashMap<>();
    candidates.forEach(candidate -> windows.put(candidate, new ArrayList<>()));
    for (int round = -warmUp; round < rounds; round++) {
      for (Candidate candidate : candidates) {
        List<Window> taken = windows.get(candidate);
        if (taken.size() < FEWEST || spent.get(candidate) < seconds) {
          long start = System.nanoTime();
          Window window = candidate.window().get();
          if (round >= 0) {
            taken.add(window);
            spent.merge(candidate, (System.nanoTime() - start) / 1e9, Double::sum);
          }
        }
      }
    }
    return windows.entrySet().stream()
        .map(each -> Timing.of(each.getKey(), each.getValue(), images))
        .toList();
  }
}
