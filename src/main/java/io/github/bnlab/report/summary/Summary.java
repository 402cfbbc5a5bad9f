package io.github.bnlab.report.summary;

import io.github.bnlab.report.runs.Problem;
import io.github.bnlab.report.runs.Run;
import io.github.bnlab.report.runs.Runs;
import io.github.bnlab.report.runs.Search;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/** What a report shows: trials in groups, and what could not be read. */
public final class Summary {
  private final String title;
  private final Runs runs;
  private final List<Group> groups;
  private final Map<Run, Integer> groupOf = new IdentityHashMap<>();
  private final List<Integer> shown;
  private final int[] looks;

  /**
   * Groups trials.
   *
   * @param title of the report
   * @param runs what was read
   */
  public Summary(String title, Runs runs) {
    this.title = title;
    this.runs = runs;
    this.groups = Groups.of(runs.runs());
    for (int i = 0; i < groups.size(); i++) {
      for (Run run : groups.get(i).runs()) {
        groupOf.put(run, i);
      }
    }
    this.shown = Shown.of(groups);
    this.looks = Shown.looks(shown, groups.size());
  }

  /** Title of the report. */
  public String title() {
    return title;
  }

  /** Trials in order. */
  public List<Run> runs() {
    return runs.runs();
  }

  /** What searches left beside the trials. */
  public List<Search> searches() {
    return runs.searches();
  }

  /** Indexes of the groups that are drawn where not all can be, in order. */
  public List<Integer> shown() {
    return shown;
  }

  /** The index of a group's colour, dash and marker: groups that are shown come first. */
  public int look(int group) {
    return looks[group];
  }

  /** A sentence for captions if not all groups are shown, else empty. */
  public String fewer() {
    return shown.size() == groups.size()
        ? ""
        : " Of "
            + groups.size()
            + " settings the "
            + Shown.BEST
            + " best and the "
            + Shown.WORST
            + " worst by final accuracy are drawn.";
  }

  /** What could not be read. */
  public List<Problem> problems() {
    return runs.problems();
  }

  /** Groups in order of their first trials. */
  public List<Group> groups() {
    return groups;
  }

  /** The index of the group of a trial. */
  public int groupIndex(Run run) {
    return groupOf.get(run);
  }
}
