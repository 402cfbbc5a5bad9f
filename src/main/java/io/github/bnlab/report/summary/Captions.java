package io.github.bnlab.report.summary;

import io.github.bnlab.report.runs.Run;
import java.util.Collection;
import java.util.IntSummaryStatistics;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.commons.lang3.StringUtils;

/** What captions say beside what is drawn: which data, how many seeds, what a band is. */
public final class Captions {
  private static final String SEED = "seed";
  private static final String MEAN = ": the line is their mean";
  private static final String BAND = ", the band reaches from the lowest to the highest seed.";

  private Captions() {}

  /** For curves of all groups over their trainings. */
  public static String curves(String what, Summary summary) {
    boolean all = summary.shown().stream().allMatch(Group::isOfOneLength);
    String some = all ? "" : " (where some have no value, that of the others)";
    return sentence(what, summary, seeds(summary, run -> true), SEED, MEAN + some + BAND);
  }

  /** For curves of the results of all groups. */
  public static String results(String what, Summary summary) {
    return sentence(what, summary, seeds(summary, Run::hasResult), SEED, MEAN + BAND);
  }

  /** For means of results without a band. */
  public static String means(String what, Summary summary) {
    return sentence(what, summary, seeds(summary, Run::hasResult), SEED, ": means over the seeds.");
  }

  /**
   * For means and their intervals.
   *
   * @param of what the means are: {@code seed} or {@code pair}
   */
  public static String estimates(String what, Summary summary, List<Estimate> means, String of) {
    return sentence(
        what,
        summary,
        means.stream().mapToInt(Estimate::seeds),
        of,
        Labels.format(
            ": the dot is their mean, the line its 95%% confidence interval (Student's t, from %d %ss on).",
            Estimate.FEWEST, of));
  }

  /** For plots that explain their lines and bands themselves. */
  public static String plain(String what, Summary summary) {
    return sentence(what, summary, seeds(summary, run -> true), SEED, ".");
  }

  /**
   * A sentence where some trial has no result, else empty.
   *
   * @param diverged whether trials that diverged are left out, too
   */
  public static String leftOut(Summary summary, boolean diverged) {
    List<Run> left =
        summary.groups().stream()
            .flatMap(group -> group.runs().stream())
            .filter(run -> !run.hasResult() && (diverged || !run.diverged()))
            .toList();
    // A trial that ended may have lost its last row.
    boolean ended = left.stream().anyMatch(run -> run.isOver() && !run.diverged());
    String why =
        (diverged ? "diverged or " : "") + (ended ? "have no value at their end" : "did not end");
    return left.isEmpty() ? "" : " Trials that " + why + " are left out.";
  }

  /** For plots of other trials than those of the report. */
  public static String searches(String what, Summary summary) {
    return names(summary.runs()).isEmpty() ? what : what + " " + data(summary.runs()) + ".";
  }

  /** Ends as given where some mean is of several. */
  private static String sentence(
      String what, Summary summary, IntStream counts, String of, String ofSeveral) {
    IntSummaryStatistics all = counts.summaryStatistics();
    String end = all.getMax() > 1 ? ofSeveral : ".";
    return what + " " + data(summary.runs()) + "; " + each(all, of) + end;
  }

  /** How many trials of a kind each group has, without groups that have none. */
  private static IntStream seeds(Summary summary, Predicate<Run> kind) {
    return summary.groups().stream()
        .mapToInt(group -> (int) group.runs().stream().filter(kind).count())
        .filter(count -> count > 0);
  }

  /** For one trial of one group. */
  public static String one(String what, Group group) {
    String seed = group.first().seed();
    String which = group.label() + (seed.isEmpty() ? "." : ", one seed: " + seed + ".");
    return what + " " + data(List.of(group.first())) + "; " + which;
  }

  /**
   * For one trial of every group.
   *
   * @param groups that are drawn, possibly several times
   * @param all how many could be drawn
   */
  public static String firsts(String what, Collection<Group> groups, long all) {
    List<Run> runs = groups.stream().map(Group::first).toList();
    long drawn = groups.stream().distinct().count();
    String fewer = drawn < all ? " Drawn: " + drawn + " of " + all + " networks." : "";
    return what + " " + data(runs) + "; one seed of each network." + fewer;
  }

  /** The data sets really used, as captions name them: stand-in data loudly. */
  public static String data(List<Run> runs) {
    String standIn = standIn(runs).isEmpty() ? "" : "STAND-IN DATA: ";
    String names = names(runs);
    return standIn + (names.isEmpty() ? "Data not recorded" : StringUtils.capitalize(names));
  }

  /** The data sets really used, as in {@code MNIST}; empty if none is recorded. */
  public static String names(List<Run> runs) {
    return names(runs, Run::dataset, " and ");
  }

  private static String names(List<Run> runs, Function<Run, String> dataset, String separator) {
    return runs.stream()
        .map(dataset)
        .filter(name -> !name.isEmpty())
        .map(Captions::title)
        .distinct()
        .sorted()
        .collect(Collectors.joining(separator));
  }

  /** A warning if other data than the requested was used, else empty. */
  public static String standIn(List<Run> runs) {
    List<Run> such = runs.stream().filter(Run::standIn).toList();
    if (such.isEmpty()) {
      return "";
    }
    String asked = names(such, Run::datasetAskedFor, " or ");
    return "Stand-in data: these numbers are from "
        + names(such)
        + (asked.isEmpty() ? ", not from the data asked for." : ", not from " + asked + ".");
  }

  /** How many seeds the groups have, as in {@code 3 seeds each}. */
  public static String seeds(List<Group> groups) {
    return each(groups.stream().mapToInt(group -> group.runs().size()).summaryStatistics(), SEED);
  }

  private static String each(IntSummaryStatistics counts, String of) {
    if (counts.getCount() == 0) {
      return "no trials";
    }
    return number(counts, of) + (counts.getCount() == 1 ? "" : " each");
  }

  /** As {@code one seed}, {@code 5 seeds} or {@code 3 to 5 seeds}. */
  public static String number(IntSummaryStatistics counts, String of) {
    int most = counts.getMax();
    return counts.getMin() < most
        ? "%d to %d %ss".formatted(counts.getMin(), most, of)
        : most == 1 ? "one " + of : most + " " + of + "s";
  }

  private static String title(String name) {
    return switch (name) {
      case "mnist" -> "MNIST";
      case "fashion-mnist" -> "Fashion-MNIST";
      case "synthetic-digits" -> "synthetic digits";
      default -> name;
    };
  }
}
