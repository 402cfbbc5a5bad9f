package io.github.bnlab.report.summary;

import io.github.bnlab.report.runs.Run;
import java.util.Collection;
import java.util.IntSummaryStatistics;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.commons.lang3.StringUtils;

/** What captions say beside what is drawn: which data, how many seeds, what a band is. */
public final class Captions {
  private Captions() {}

  /** For curves of all groups. */
  public static String curves(String what, Summary summary) {
    return sentence(
        what,
        summary,
        ": the line is their mean, the band reaches from the lowest to the highest seed.");
  }

  /** For means over seeds without a band. */
  public static String means(String what, Summary summary) {
    return sentence(what, summary, ": means over the seeds.");
  }

  /** For a mean and an interval for each group. */
  public static String estimates(String what, Summary summary) {
    return sentence(
        what,
        summary,
        Labels.format(
            ": the dot is their mean, the line its 95%% confidence interval (Student's t, from %d seeds on).",
            Estimate.FEWEST));
  }

  /** For plots that explain their lines and bands themselves. */
  public static String plain(String what, Summary summary) {
    return summary.runs().isEmpty() ? what : sentence(what, summary, ".");
  }

  /** For plots of other trials than those of the report. */
  public static String searches(String what, Summary summary) {
    String data = names(summary.runs());
    return data.isEmpty() ? what : what + " " + data + ".";
  }

  /** Ends as given where some group has several seeds. */
  private static String sentence(String what, Summary summary, String ofSeveral) {
    boolean several = summary.groups().stream().anyMatch(group -> group.runs().size() > 1);
    String seeds = seeds(summary.groups());
    return what + " " + data(summary.runs()) + "; " + seeds + (several ? ofSeveral : ".");
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
    if (groups.isEmpty()) {
      return "no trials";
    }
    IntSummaryStatistics counts =
        groups.stream().mapToInt(group -> group.runs().size()).summaryStatistics();
    int most = counts.getMax();
    return counts.getMin() < most
        ? counts.getMin() + " to " + most + " seeds each"
        : (most == 1 ? "one seed" : most + " seeds") + (groups.size() == 1 ? "" : " each");
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
