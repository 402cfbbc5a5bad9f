package io.github.bnlab.report.summary;

import io.github.bnlab.report.runs.Problem;
import io.github.bnlab.report.runs.Run;
import io.github.bnlab.report.runs.Runs;
import io.github.bnlab.report.runs.Runs.Search;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** What a report shows: trials in groups, and what could not be read. */
public final class Summary {
  /** So many groups are drawn, from the best one on, where all could not be told apart. */
  private static final int BEST = 5;

  /** And so many up to the worst one. */
  private static final int WORST = 3;

  /** Of so many groups all are drawn. */
  private static final int MOST = 12;

  private final String title;
  private final Runs runs;
  private final List<Group> groups;
  private final Map<Run, Integer> groupOf = new IdentityHashMap<>();
  private final List<Group> shown;
  private final Looks looks;
  private final List<Answer> answers;

  /** Groups the trials of what was read. */
  public Summary(String title, Runs runs) {
    this.title = title;
    this.groups = Group.of(runs.runs());
    for (int i = 0; i < groups.size(); i++) {
      int group = i;
      groups.get(i).runs().forEach(run -> groupOf.put(run, group));
      groups.get(i).repetitions().forEach(run -> groupOf.put(run, group));
    }
    List<Problem> problems = new ArrayList<>(runs.problems());
    repetitions().ifPresent(problems::add);
    this.runs = new Runs(runs.runs(), runs.searches(), problems, runs.others());
    this.shown = shown(groups);
    this.looks = new Looks(normalizations());
    shown.forEach(this::look);
    // Values that a search tries would count as choices, and widen intervals of what they are not.
    this.answers =
        Answer.all(
            groups.stream()
                .filter(group -> !group.runs().stream().allMatch(this::isOfSearch))
                .toList());
  }

  /** What is to be said of trials that do not count, if there are any. */
  private Optional<Problem> repetitions() {
    List<Run> all = groups.stream().flatMap(group -> group.repetitions().stream()).toList();
    if (all.isEmpty()) {
      return Optional.empty();
    }
    List<Run> others =
        all.stream().filter(run -> run.isOver() && !counted(run).hasResultsOf(run)).toList();
    String who = all.size() == 1 ? "has" : "and %d more trial(s) have".formatted(all.size() - 1);
    String results =
        all.stream().noneMatch(Run::isOver)
            ? "No repetition has ended."
            : others.isEmpty()
                ? "The results are the same."
                : "%d of %d ended with other results, such as %s."
                    .formatted(others.size(), all.size(), others.get(0).folder());
    return Optional.of(
        new Problem(
            all.get(0).folder().toString(),
            "%s the settings and the seed of another trial (%s), which counts instead in means and intervals. %s"
                .formatted(who, counted(all.get(0)).folder(), results)));
  }

  private Run counted(Run run) {
    return groups.get(groupIndex(run)).counted(run.seed());
  }

  private static List<Group> shown(List<Group> groups) {
    if (groups.size() <= MOST) {
      return groups;
    }
    List<Group> ranked = new ArrayList<>(groups);
    List<Metric> metrics = Metric.accuracies(groups);
    if (!metrics.isEmpty()) {
      Metric metric = metrics.get(0);
      ranked.sort(metric.bestFirst());
      List<Group> over = ranked.stream().filter(metric::ranks).toList();
      if (over.size() >= MOST) {
        ranked.retainAll(over); // those without a result are not the worst
      }
    }
    Set<Group> kept = new HashSet<>(ranked.subList(0, BEST));
    kept.addAll(ranked.subList(ranked.size() - WORST, ranked.size()));
    if (!metrics.isEmpty()) {
      // Else the worst may be all that is seen of a normalization.
      Set<String> seen = new HashSet<>();
      ranked.stream().filter(group -> seen.add(group.first().normalization())).forEach(kept::add);
    }
    return groups.stream().filter(kept::contains).toList();
  }

  /** Title of the report. */
  public String title() {
    return title;
  }

  /** Trials in order. */
  public List<Run> runs() {
    return runs.runs();
  }

  /** All that was read. */
  public Runs found() {
    return runs;
  }

  /** The last step of any trial, 0 if none is recorded. */
  public int lastStep() {
    return runs().stream().mapToInt(run -> run.losses().lastStep()).max().orElse(0);
  }

  /** The groups that are drawn where not all can be, in order. */
  public List<Group> shown() {
    return shown;
  }

  /** The index of a group's colour, dash and marker. */
  public int look(Group group) {
    return look(group.label(), group.first().normalization());
  }

  /**
   * The index of the colour, dash and marker of what a label names.
   *
   * @param label of a group, or of a set of groups
   * @param normalization its {@code batchNorm.implementation}; empty if groups of several are in it
   */
  public int look(String label, String normalization) {
    return looks.of(label, normalization);
  }

  /** Whether all there is was tried by searches: accuracies at these values answer no question. */
  public boolean isOfSearches() {
    return !runs.searches().isEmpty() && runs.runs().stream().allMatch(this::isOfSearch);
  }

  private boolean isOfSearch(Run run) {
    return runs.searches().stream().anyMatch(search -> search.has(run));
  }

  /** Those of all groups and searches, with repetitions. */
  private List<String> normalizations() {
    return Stream.concat(
            groups.stream().map(group -> group.first().normalization()),
            runs.searches().stream()
                .map(Search::limits)
                .filter(Objects::nonNull)
                .flatMap(found -> found.variants().stream())
                .map(variant -> Labels.settings(variant.name()))
                .map(settings -> settings.getOrDefault(Run.NORMALIZATION, "")))
        .filter(normalization -> !normalization.isEmpty())
        .toList();
  }

  /** A sentence for captions if not all groups are shown, else empty. */
  public String fewer() {
    return shown.size() == groups.size()
        ? ""
        : " Of %d settings the %s are drawn."
            .formatted(
                groups.size(),
                Metric.accuracies(groups).isEmpty()
                    ? "first %d and the last %d".formatted(BEST, WORST)
                    : "%d best%s and the %d worst by final accuracy"
                        .formatted(
                            BEST,
                            shown.size() > BEST + WORST ? ", the best of each normalization" : "",
                            WORST));
  }

  /** Groups in order of their first trials. */
  public List<Group> groups() {
    return groups;
  }

  /**
   * What the trials but for those of searches show, for each data set, and each depth, in which an
   * accuracy was measured.
   */
  public List<Answer> answers() {
    return answers;
  }

  /** What the answers are, in sentences, each followed by what it does not separate. */
  public List<String> sentences() {
    List<String> sentences = new ArrayList<>();
    for (Answer answer : answers) {
      sentences.add(answer.sentence());
      List<String> confounded =
          answer.second() == null
              ? List.of()
              : Group.confounded(groups, answer.first(), answer.second());
      if (!confounded.isEmpty()) {
        sentences.add("Also differs: " + String.join(", ", confounded) + ".");
      }
    }
    return sentences;
  }

  /** Whether a trial does not count, since another one has its settings and its seed. */
  public boolean isRepetition(Run run) {
    return counted(run) != run;
  }

  /** The index of the group of a trial among {@link #groups}. */
  public int groupIndex(Run run) {
    return groupOf.get(run);
  }
}
