package io.github.bnlab.report.summary;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/** Chooses which groups are drawn, where all of them could not be told apart. */
final class Shown {
  /** So many groups from the best one on. */
  static final int BEST = 5;

  /** So many groups up to the worst one. */
  static final int WORST = 3;

  private static final int MOST = 12;

  private Shown() {}

  /** Indexes, increasing. */
  static List<Integer> of(List<Group> groups) {
    List<Integer> all = IntStream.range(0, groups.size()).boxed().toList();
    if (groups.size() <= MOST) {
      return all;
    }
    List<Score> scores = Score.accuracies(groups);
    List<Integer> ranked = new ArrayList<>(all);
    ranked.sort(Comparator.comparingDouble(index -> -finalAccuracy(scores, groups.get(index))));
    List<Integer> few = new ArrayList<>(ranked.subList(0, BEST));
    few.addAll(ranked.subList(ranked.size() - WORST, ranked.size()));
    few.sort(Comparator.naturalOrder());
    return List.copyOf(few);
  }

  private static double finalAccuracy(List<Score> scores, Group group) {
    double mean = scores.isEmpty() ? Double.NaN : scores.get(0).mean(group);
    return Double.isNaN(mean) ? 0 : mean;
  }
}
