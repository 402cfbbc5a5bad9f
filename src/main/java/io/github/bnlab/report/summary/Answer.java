package io.github.bnlab.report.summary;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toList;
import static java.util.stream.Collectors.toSet;

import io.github.bnlab.report.runs.Run;
import java.util.ArrayList;
import java.util.IntSummaryStatistics;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.commons.lang3.StringUtils;

/**
 * What the trials of a report show, in words: the accuracy of two groups and their difference, or
 * of the only group there is. The group with normalization that has the highest mean is compared
 * with the best group without it, else with that of another normalization; else the best with the
 * lowest. Where there are pairs of the same network, data and length of training, it is one of
 * these. The mean is that of the validation accuracy if it was measured in all groups; groups of
 * which most trials diverged come last.
 *
 * @param metric what is compared
 * @param first with normalization, or the better group
 * @param second the group that it is compared with, or null
 * @param byValidation whether groups were chosen by other images than {@code metric} is measured on
 * @param choices of how many pairs of groups this one was chosen
 * @param difference first minus second over the seeds that both have, paired by seed; null without
 *     a second group or without a common seed
 */
public record Answer(
    Metric metric,
    Group first,
    Group second,
    boolean byValidation,
    int choices,
    Estimate difference) {

  /**
   * An answer for each data set, and each depth, in which an accuracy was measured. Trials whose
   * settings cannot be read belong to no group and do not count.
   */
  static List<Answer> all(List<Group> groups) {
    return groups.stream()
        .filter(group -> !group.first().settings().isEmpty())
        .collect(
            groupingBy(
                group -> List.of(group.first().dataset(), group.first().setting(Run.DEPTH)),
                LinkedHashMap::new,
                toList()))
        .values()
        .stream()
        .map(Answer::of)
        .filter(Objects::nonNull)
        .toList();
  }

  /** The answer of groups of one data set and depth; null if none has a final accuracy. */
  static Answer of(List<Group> groups) {
    List<Metric> metrics = Metric.accuracies(groups);
    if (metrics.isEmpty()) {
      return null;
    }
    Metric metric = metrics.get(0);
    Metric chosenBy = Metric.choosing(groups, metrics);
    List<Group> ranked =
        groups.stream().filter(metric::ranks).sorted(chosenBy.bestFirst()).toList();
    if (ranked.isEmpty()) {
      return null;
    }
    List<Group> normalized = ranked.stream().filter(Group::normalized).toList();
    List<Pair> pairs =
        (normalized.isEmpty() ? ranked : normalized)
            .stream().flatMap(first -> pairs(first, ranked)).toList();
    List<Pair> alike = pairs.stream().filter(Pair::hasSameConditions).toList();
    pairs = alike.isEmpty() ? pairs : alike;
    if (pairs.isEmpty()) {
      int all = ranked.size() * (ranked.size() - 1) / 2;
      Group last = all == 0 ? null : ranked.get(ranked.size() - 1);
      return of(metric, chosenBy, ranked.get(0), last, all);
    }
    Pair best = pairs.get(0);
    // A pair of normalizations counts once, whichever is better; settings tell groups apart.
    long choices =
        pairs.stream()
            .map(pair -> Set.of(pair.first.settings(), pair.second.settings()))
            .distinct()
            .count();
    return of(metric, chosenBy, best.first, best.second, (int) choices);
  }

  /** The group with others that it can be compared with, in the order given. */
  private static Stream<Pair> pairs(Group first, List<Group> ranked) {
    List<Group> others =
        ranked.stream().filter(group -> !group.normalized() && first.normalized()).toList();
    if (others.isEmpty()) {
      String kind = first.first().normalization();
      others =
          ranked.stream().filter(group -> !group.first().normalization().equals(kind)).toList();
    }
    return others.stream().map(second -> new Pair(first, second));
  }

  private record Pair(Group first, Group second) {
    boolean hasSameConditions() {
      return Group.haveSameConditions(first, second);
    }
  }

  private static Answer of(Metric metric, Metric chosenBy, Group first, Group second, int choices) {
    boolean byValidation = metric != chosenBy;
    if (second == null) {
      return new Answer(metric, first, null, byValidation, 1, null);
    }
    double[] differences = metric.differences(first, second);
    // Held-out images do not undo the choice: a lucky seed is better on them, too.
    Estimate difference =
        differences.length == 0 ? null : Estimate.chosen(choices, differences).within(-1, 1);
    return new Answer(metric, first, second, byValidation, choices, difference);
  }

  /** Whether the interval is wider, since the pair was chosen from several. */
  public boolean widened() {
    return difference != null && difference.hasInterval() && choices > 1;
  }

  /** What was measured, and of each group its value. */
  public String sentence() {
    int digits = difference != null && Math.abs(difference.mean()) < 0.01 ? 2 : 1;
    String data = Captions.names(first.runs());
    List<Group> groups = Stream.of(first, second).filter(Objects::nonNull).toList();
    List<Group> measured = groups.stream().filter(group -> !group.allDiverged()).toList();
    List<String> parts = new ArrayList<>();
    groups.forEach(group -> parts.add(arm(group, digits)));
    if (measured.size() == 2) {
      parts.add(difference(digits));
    }
    String said = String.join("; ", parts);
    boolean isNamed = first.settings().containsKey(ComparedSettings.EXPERIMENT);
    return StringUtils.capitalize(metric.name())
        + (data.isEmpty() ? "" : " on " + data)
        + (measured.isEmpty() ? "" : when())
        + ". "
        + (isNamed ? said : StringUtils.capitalize(said))
        + (second == null && !measured.isEmpty() ? seeds() : "")
        + ".";
  }

  private String arm(Group group, int digits) {
    int diverged = (int) group.runs().stream().filter(Run::diverged).count();
    int all = group.runs().size();
    String text = group.label() + ": ";
    if (diverged == all) {
      return text + (all == 1 ? "diverged" : "diverged with all " + all + " seeds");
    }
    Estimate value = metric.estimate(group);
    text += number(100 * value.mean(), digits) + "%";
    if (value.hasInterval()) {
      text += " [" + number(100 * value.low(), digits) + ", ";
      text += number(100 * value.high(), digits) + "]";
    }
    return diverged == 0 ? text : text + " (" + diverged + " of " + all + " seeds diverged)";
  }

  /** After how many epochs or steps, or from the fewest to the most steps. */
  private String when() {
    List<Run> ended =
        Stream.of(first, second)
            .filter(Objects::nonNull)
            .flatMap(group -> group.runs().stream())
            .filter(run -> metric.atEnd(run) != null)
            .toList();
    List<String> last = ended.stream().map(Answer::length).distinct().toList();
    if (last.size() == 1) {
      return " after " + last.get(0);
    }
    IntSummaryStatistics steps = ended.stream().mapToInt(Run::lastStep).summaryStatistics();
    String least = steps.getMin() == steps.getMax() ? "" : Labels.format("%,d to ", steps.getMin());
    return Labels.format(" at the end, after %s%,d steps", least, steps.getMax());
  }

  /** In steps if they were given and all were taken, else in epochs. */
  private static String length(Run run) {
    int steps = run.lastStep();
    boolean inSteps = run.setting("training.steps").equals(Integer.toString(steps));
    int number = inSteps ? steps : run.lastEpoch();
    return Labels.format("%,d ", number) + (inSteps ? "step" : "epoch") + (number == 1 ? "" : "s");
  }

  private String seeds() {
    int seeds = metric.values(first).length;
    return seeds >= Estimate.FEWEST ? ", " + seeds + " seeds" : ", " + few(seeds);
  }

  private static String few(int seeds) {
    return (seeds == 1 ? "one seed" : seeds + " seeds") + ": no interval";
  }

  private String difference(int digits) {
    if (difference == null) {
      Set<String> seeds = first.runs().stream().map(Run::seed).collect(toSet());
      return second.runs().stream().map(Run::seed).anyMatch(seeds::contains)
          ? "no seed has a result of both: no difference is given"
          : "no seed in common: no difference is given";
    }
    String text = "difference " + Labels.points(difference.mean(), digits) + " points";
    int seeds = difference.seeds();
    if (difference.hasInterval()) {
      text += " [" + Labels.points(difference.low(), digits) + ", ";
      text += Labels.points(difference.high(), digits) + "]";
      text += difference.excludesZero() ? ", " + seeds : ": none that " + seeds;
      text += difference.excludesZero() ? " seeds, paired" : " seeds could show, paired";
    } else {
      text += ", " + (seeds < Estimate.FEWEST ? few(seeds) : "the same in all " + seeds + " seeds");
    }
    if (choices > 1) {
      text +=
          "; chosen from " + choices + " pairs" + (byValidation ? " by validation accuracy" : "");
    }
    return widened() ? text + ", which widens the interval" : text;
  }

  private static String number(double value, int digits) {
    return Labels.format("%." + digits + "f", value);
  }
}
