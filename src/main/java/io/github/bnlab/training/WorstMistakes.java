package io.github.bnlab.training;

import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/** Keeps the wrong answers with the lowest probability of the right class. */
final class WorstMistakes {
  /** Enough for a grid that fits a page. */
  static final int MOST = 24;

  /** Worst first; of equals the earlier example. */
  private static final Comparator<Mistake> ORDER =
      Comparator.comparingDouble(Mistake::labelProbability).thenComparingInt(Mistake::index);

  private final PriorityQueue<Mistake> kept = new PriorityQueue<>(ORDER.reversed());

  void add(Mistake mistake) {
    if (kept.size() < MOST) {
      kept.add(mistake);
    } else if (ORDER.compare(mistake, kept.peek()) < 0) {
      kept.poll();
      kept.add(mistake);
    }
  }

  /** Worst first. */
  List<Mistake> list() {
    return kept.stream().sorted(ORDER).toList();
  }
}
