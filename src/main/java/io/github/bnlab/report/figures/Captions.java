package io.github.bnlab.report.figures;

import io.github.bnlab.report.runs.Run;
import io.github.bnlab.report.summary.Data;
import io.github.bnlab.report.summary.Group;
import io.github.bnlab.report.summary.Summary;
import java.util.List;

/** What a caption has to say beside what is drawn: which data, how many seeds, what the band is. */
final class Captions {
  private Captions() {}

  /** For curves of all groups. */
  static String curves(String what, Summary summary) {
    boolean several = summary.groups().stream().anyMatch(group -> group.runs().size() > 1);
    return what
        + " "
        + data(summary.runs())
        + "; "
        + Data.seeds(summary.groups())
        + (several
            ? ": the line is their mean, the band reaches from the lowest to the highest seed."
            : ".");
  }

  /** For one trial of one group. */
  static String one(String what, Group group) {
    Run run = group.first();
    String seed = run.setting("training.seed");
    return what
        + " "
        + data(List.of(run))
        + "; "
        + group.label()
        + (seed.isEmpty() ? "." : ", one seed: " + seed + ".");
  }

  /** For one trial of every group. */
  static String firsts(String what, List<Group> groups) {
    return what
        + " "
        + data(groups.stream().map(Group::first).toList())
        + "; one seed of each network.";
  }

  private static String data(List<Run> runs) {
    String standIn = Data.standIn(runs).isEmpty() ? "" : "STAND-IN DATA: ";
    String names = Data.names(runs);
    return standIn + (names.isEmpty() ? "Data not recorded" : names);
  }
}
