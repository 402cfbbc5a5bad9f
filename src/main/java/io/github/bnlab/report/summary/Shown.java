package io.github.bnlab.report.summary;

import io.github.bnlab.recording.files.EpochRow;
import io.github.bnlab.report.runs.Run;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
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
    List<Integer> ranked = new ArrayList<>(all);
    ranked.sort(Comparator.comparingDouble(index -> -finalAccuracy(groups.get(index))));
    List<Integer> few = new ArrayList<>(ranked.subList(0, BEST));
    few.addAll(ranked.subList(ranked.size() - WORST, ranked.size()));
    few.sort(Comparator.naturalOrder());
    return List.copyOf(few);
  }

  private static double finalAccuracy(Group group) {
    return group.runs().stream()
        .map(Shown::finalAccuracy)
        .filter(Objects::nonNull)
        .mapToDouble(accuracy -> accuracy)
        .average()
        .orElse(0);
  }

  private static Double finalAccuracy(Run run) {
    List<EpochRow> rows = run.epochs();
    return rows.isEmpty() ? null : Convergence.accuracy(rows.get(rows.size() - 1));
  }

  /** Looks by group: first those that are shown, then the others. */
  static int[] looks(List<Integer> shown, int groups) {
    int[] looks = new int[groups];
    int next = 0;
    for (int group : shown) {
      looks[group] = next++;
    }
    for (int group = 0; group < groups; group++) {
      looks[group] = shown.contains(group) ? looks[group] : next++;
    }
    return looks;
  }
}
