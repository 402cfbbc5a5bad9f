package io.github.bnlab.report.summary;

import io.github.bnlab.report.runs.Run;
import java.util.List;

/** What a caption has to say beside what is drawn: which data, how many seeds, what the band is. */
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
        ": the dot is their mean, the line its 95% confidence interval (Student's t, from "
            + Estimate.FEWEST
            + " seeds on).");
  }

  /** For plots that explain their lines and bands themselves. */
  public static String plain(String what, Summary summary) {
    return summary.runs().isEmpty() ? what : sentence(what, summary, ".");
  }

  /** For plots of other trials than those of the report. */
  public static String searches(String what, Summary summary) {
    String data = Data.names(summary.runs());
    return data.isEmpty() ? what : what + " " + data + ".";
  }

  /** Ends as given where some group has several seeds. */
  private static String sentence(String what, Summary summary, String ofSeveral) {
    boolean several = summary.groups().stream().anyMatch(group -> group.runs().size() > 1);
    String seeds = Data.seeds(summary.groups());
    return what + " " + data(summary.runs()) + "; " + seeds + (several ? ofSeveral : ".");
  }

  /** For one trial of one group. */
  public static String one(String what, Group group) {
    String seed = group.first().seed();
    String which = group.label() + (seed.isEmpty() ? "." : ", one seed: " + seed + ".");
    return what + " " + data(List.of(group.first())) + "; " + which;
  }

  /** For one trial of every group. */
  public static String firsts(String what, List<Group> groups) {
    List<Run> runs = groups.stream().map(Group::first).toList();
    return what + " " + data(runs) + "; one seed of each network.";
  }

  private static String data(List<Run> runs) {
    String standIn = Data.standIn(runs).isEmpty() ? "" : "STAND-IN DATA: ";
    String names = Data.names(runs);
    return standIn + (names.isEmpty() ? "Data not recorded" : Labels.capitalized(names));
  }
}
