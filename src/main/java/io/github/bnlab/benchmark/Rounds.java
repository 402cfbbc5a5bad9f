package io.github.bnlab.benchmark;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Times contestants in turn, round after round. */
final class Rounds {
  private static final int FEWEST = 3;

  private Rounds() {}

  /**
   * Times contestants.
   *
   * @param warmUp rounds that do not count
   * @param rounds windows of each contestant that do
   * @param seconds after which a contestant with enough windows is left out, the slow ones early
   * @param images that each step or evaluation is about
   */
  static List<Timing> time(
      List<Candidate> contestants, int warmUp, int rounds, double seconds, int images) {
    Map<Candidate, List<Window>> windows = new LinkedHashMap<>();
    Map<Candidate, Double> spent = new HashMap<>();
    contestants.forEach(contestant -> windows.put(contestant, new ArrayList<>()));
    for (int round = -warmUp; round < rounds; round++) {
      for (Candidate contestant : contestants) {
        List<Window> taken = windows.get(contestant);
        if (taken.size() < FEWEST || spent.get(contestant) < seconds) {
          long start = System.nanoTime();
          Window window = contestant.measure().window();
          if (round >= 0) {
            taken.add(window);
            spent.merge(contestant, (System.nanoTime() - start) / 1e9, Double::sum);
          }
        }
      }
    }
    return windows.entrySet().stream()
        .map(each -> Timing.of(each.getKey(), each.getValue(), images))
        .toList();
  }
}
