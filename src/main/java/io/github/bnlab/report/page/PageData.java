package io.github.bnlab.report.page;

import static java.util.stream.Collectors.joining;

import io.github.bnlab.recording.files.Provenance;
import io.github.bnlab.report.plots.CurvePlots;
import io.github.bnlab.report.plots.CurvePlots.Evaluated;
import io.github.bnlab.report.plots.Plot;
import io.github.bnlab.report.plots.Plots;
import io.github.bnlab.report.plots.TrialPlots;
import io.github.bnlab.report.runs.GrowingRuns.Progress;
import io.github.bnlab.report.runs.Problem;
import io.github.bnlab.report.runs.Run;
import io.github.bnlab.report.summary.Captions;
import io.github.bnlab.report.summary.ComparedSettings;
import io.github.bnlab.report.summary.Convergence;
import io.github.bnlab.report.summary.Group;
import io.github.bnlab.report.summary.Labels;
import io.github.bnlab.report.summary.Summary;
import io.github.bnlab.report.summary.ThinCurve;
import io.github.bnlab.report.summary.ThinCurve.Mark;
import io.github.bnlab.rows.Rows.EpochRow;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * What the page's scripts read, as JSON of the same shape.
 *
 * @param data names of the data sets really used
 * @param source the same, as captions name them
 * @param standIn a warning if other data than the requested was used, else empty
 * @param seeds how many the groups have
 * @param bucket steps that a point of a training loss stands for
 * @param others run directories that are not part of the report
 * @param settings that differ between trials
 * @param targets accuracies of the table of convergence
 * @param search whether the trials belong to a search, which drives networks until they fail
 * @param shown indexes of the groups that are drawn at first
 * @param fewer which these are, a sentence; empty if they are all
 * @param evaluations what there is a column for in the epochs of trials, by its id
 * @param percentiles of what enters the activation functions, by layer and units
 * @param histograms of the same, by layer
 * @param details of one trial a group; groups at the end go without if the page would grow too
 *     large
 * @param provenance how the records were made
 * @param live what the page of a server tells besides; null in a file
 */
record PageData(
    String title,
    String data,
    String source,
    String standIn,
    List<String> answers,
    String seeds,
    int bucket,
    List<Problem> problems,
    List<Link> others,
    List<Setting> settings,
    List<Double> targets,
    List<Legend> groups,
    boolean search,
    List<Integer> shown,
    String fewer,
    List<Trial> trials,
    Set<Evaluated> evaluations,
    List<Convergence> convergence,
    List<Plot> plots,
    Map<String, Plot> percentiles,
    Map<String, Plot> histograms,
    List<Detail> details,
    Map<String, String> provenance,
    Live live) {
  /** Points of all curves by step together: what keeps the page small. */
  private static final int BUCKETS_OF_ALL_TRIALS = 80_000;

  private static final int MOST_BUCKETS = 2_000;
  private static final int FEWEST_BUCKETS = 300;

  /** Characters of JSON. */
  private static final int MOST_DETAILS = 3_000_000;

  /** Groups side by side. */
  private static final int MOST_PANELS = 8;

  record Link(String name, String link) {}

  record Setting(String key, String label) {}

  record Legend(String label, int look) {}

  /**
   * A trial: curves by step as {@link ThinCurve} has them, columns of the epochs by name.
   *
   * @param repeats whether it does not count, since another one has its settings and its seed
   */
  record Trial(
      String name,
      int group,
      boolean repeats,
      String seed,
      String link,
      Map<String, String> settings,
      String state,
      String reason,
      Double rate,
      List<Double> reach,
      int[] steps,
      double[] losses,
      double[] means,
      List<Mark> marks,
      Map<String, List<Double>> epochs) {}

  /** Whether the run has ended, and how far all its trials are. */
  record Live(boolean over, List<Progress> trials) {}

  /** One trial: its normalization layers; its confusion matrix and worst mistakes, if recorded. */
  record Detail(String trial, String label, Plot layers, List<Plot> classes) {}

  /**
   * Prepares the data.
   *
   * @param page where the page will lie, for links to the records; null for no links
   */
  static PageData of(Summary summary, List<Plot> plots, Path page, Live live) {
    List<Run> runs = summary.runs();
    Scope scope = Scope.of(summary, page);
    TrialPlots trials = new TrialPlots(summary);
    return new PageData(
        summary.title(),
        Captions.names(runs),
        Captions.data(runs),
        Captions.standIn(runs),
        Plots.answers(summary),
        Captions.seeds(summary.groups()),
        scope.bucket(),
        summary.found().problems(),
        scope.others(),
        scope.settings(),
        scope.targets(),
        scope.legends(),
        summary.isOfSearches(),
        summary.shown().stream().map(group -> summary.groupIndex(group.first())).toList(),
        summary.fewer(),
        runs.stream().map(scope::trial).toList(),
        scope.evaluated().keySet(),
        Convergence.of(summary.groups()),
        plots,
        trials.percentiles(trials.layers(), MOST_PANELS),
        trials.histograms(trials.layers(), MOST_PANELS),
        details(summary, trials),
        provenance(runs),
        live);
  }

  /** What the data of all trials have in common: which settings, targets and columns are shown. */
  private record Scope(
      Summary summary,
      Path page,
      Set<String> varied,
      List<Double> targets,
      int bucket,
      Map<Evaluated, Function<EpochRow, Double>> evaluated) {

    static Scope of(Summary summary, Path page) {
      List<Run> runs = summary.runs();
      List<Double> targets =
          runs.stream()
              .flatMap(run -> Convergence.targets(run.dataset()).stream())
              .distinct()
              .sorted()
              .toList();
      int share = BUCKETS_OF_ALL_TRIALS / Math.max(1, runs.size());
      int buckets = Math.max(FEWEST_BUCKETS, Math.min(MOST_BUCKETS, share));
      return new Scope(
          summary,
          page,
          ComparedSettings.varied(runs),
          targets,
          ThinCurve.bucket(summary.lastStep(), buckets),
          new CurvePlots(summary).evaluated());
    }

    List<Link> others() {
      return summary.found().others().stream()
          .map(folder -> new Link(folder.getFileName().toString(), link(page, folder)))
          .toList();
    }

    List<Setting> settings() {
      return varied.stream().map(key -> new Setting(key, Labels.setting(key))).toList();
    }

    List<Legend> legends() {
      return summary.groups().stream()
          .map(group -> new Legend(group.label(), summary.look(group)))
          .toList();
    }

    Trial trial(Run run) {
      Map<String, String> settings = ComparedSettings.of(run);
      settings.keySet().retainAll(varied);
      ThinCurve curve = ThinCurve.of(run.losses(), bucket);
      return new Trial(
          run.trial(),
          summary.groupIndex(run),
          summary.isRepetition(run),
          run.seed(),
          link(page, run.folder()),
          settings,
          run.state(),
          run.status() == null ? "" : run.status().reason(),
          run.samplesPerSecond(),
          targets.stream().map(target -> stepsTo(run, target)).toList(),
          curve.steps(),
          curve.losses(),
          bucket > 1 ? curve.means() : new double[0],
          curve.marks(),
          epochs(run.epochs()));
    }

    private Map<String, List<Double>> epochs(List<EpochRow> rows) {
      Map<String, List<Double>> values = new LinkedHashMap<>();
      values.put("epoch", rows.stream().map(row -> (double) row.epoch()).toList());
      values.put("step", rows.stream().map(row -> (double) row.step()).toList());
      evaluated.forEach((one, value) -> values.put(one.id(), rows.stream().map(value).toList()));
      return values;
    }
  }

  /**
   * The address of a folder relative to the page, so that the results can be moved as a whole; it
   * begins with a dot, so that no name can be taken for a scheme.
   */
  private static String link(Path page, Path folder) {
    if (page == null) {
      return null;
    }
    Path from = page.toAbsolutePath().normalize().getParent();
    Path to = folder.toAbsolutePath().normalize();
    if (!to.getRoot().equals(from.getRoot())) {
      return to.toUri().toString();
    }
    StringBuilder link = new StringBuilder("./");
    for (Path part : from.relativize(to)) {
      String name = URLEncoder.encode(part.toString(), StandardCharsets.UTF_8);
      link.append(name.replace("+", "%20")).append(name.isEmpty() ? "" : "/");
    }
    return link.toString();
  }

  private static Double stepsTo(Run run, double target) {
    EpochRow row = Convergence.firstReaching(run, target);
    return row == null ? null : (Double) (double) row.step();
  }

  private static List<Detail> details(Summary summary, TrialPlots plots) {
    List<Detail> details = new ArrayList<>();
    int length = 0;
    for (Group group : summary.groups()) {
      Run run = group.first();
      List<Plot> classes = new ArrayList<>(List.of(TrialPlots.mistakes("mistakes", group)));
      // The answers of a network whose loss became NaN are of no interest.
      if (!run.diverged()) {
        classes.add(0, TrialPlots.confusion("confusion", group));
      }
      classes.removeIf(Plot::isEmpty);
      Plot layers = plots.normalization("normalization", group);
      if (length < MOST_DETAILS && !(layers.isEmpty() && classes.isEmpty())) {
        String seed = run.seed().isEmpty() ? "" : ", seed " + run.seed();
        Detail detail = new Detail(run.trial(), group.label() + seed, layers, classes);
        length += Page.json(detail).length();
        details.add(detail);
      }
    }
    return details;
  }

  private static Map<String, String> provenance(List<Run> runs) {
    Map<String, Function<Provenance, String>> facts = new LinkedHashMap<>();
    facts.put("code revision", Provenance::codeRevision);
    facts.put("Java", Provenance::java);
    facts.put("operating system", Provenance::os);
    facts.put("processor", Provenance::cpu);
    facts.put("backend", Provenance::backend);
    facts.put("native threads", p -> String.valueOf(p.threads()));
    facts.put("libraries", p -> pairs(p.libraries()));
    facts.put("SHA-256 of the data", p -> pairs(p.dataSha256()));
    Map<String, String> found = new LinkedHashMap<>();
    facts.forEach(
        (name, fact) -> {
          String values =
              runs.stream()
                  .map(Run::provenance)
                  .filter(Objects::nonNull)
                  .map(fact)
                  .filter(Objects::nonNull)
                  .distinct()
                  .sorted()
                  .collect(joining("; "));
          if (!values.isEmpty()) {
            found.put(name, values);
          }
        });
    return found;
  }

  private static String pairs(Map<String, String> map) {
    return new TreeMap<>(map)
        .entrySet().stream()
            .map(entry -> entry.getKey() + " " + entry.getValue())
            .collect(joining(", "));
  }
}
