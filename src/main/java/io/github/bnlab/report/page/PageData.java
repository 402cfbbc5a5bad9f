package io.github.bnlab.report.page;

import io.github.bnlab.recording.files.EpochRow;
import io.github.bnlab.report.plots.Plot;
import io.github.bnlab.report.plots.Plots;
import io.github.bnlab.report.runs.Problem;
import io.github.bnlab.report.runs.Run;
import io.github.bnlab.report.summary.Convergence;
import io.github.bnlab.report.summary.Data;
import io.github.bnlab.report.summary.Group;
import io.github.bnlab.report.summary.Groups;
import io.github.bnlab.report.summary.Labels;
import io.github.bnlab.report.summary.Summary;
import io.github.bnlab.report.summary.ThinCurve;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;

/** The trials as the page's scripts read them. */
final class PageData {
  /** Points of all curves by step together: what keeps the page small. */
  private static final int BUCKETS_OF_ALL_TRIALS = 80_000;

  private static final int MOST_BUCKETS = 2_000;
  private static final int FEWEST_BUCKETS = 300;

  private final Summary summary;
  private final List<Plot> plots;
  private final Path page;
  private final JsonText json = new JsonText();
  private final Set<String> varied;
  private final List<Double> targets;
  private final int bucket;

  /**
   * Prepares the data.
   *
   * @param summary what is shown
   * @param plots of sweeps and measures
   * @param page where the page will lie, for links to the records
   */
  PageData(Summary summary, List<Plot> plots, Path page) {
    this.summary = summary;
    this.plots = plots;
    this.page = page;
    this.varied = Groups.varied(summary.runs());
    this.targets =
        summary.runs().stream()
            .flatMap(run -> Convergence.targets(run.dataset()).stream())
            .distinct()
            .sorted()
            .toList();
    int last = summary.runs().stream().mapToInt(run -> run.losses().lastStep()).max().orElse(0);
    int share = BUCKETS_OF_ALL_TRIALS / Math.max(1, summary.runs().size());
    this.bucket = ThinCurve.bucket(last, Math.max(FEWEST_BUCKETS, Math.min(MOST_BUCKETS, share)));
  }

  /** JSON text that can stand inside a script element. */
  String json() {
    json.object(
        () -> {
          json.name("title").text(summary.title());
          json.name("data").text(Data.names(summary.runs()));
          json.name("standIn").text(Data.standIn(summary.runs()));
          json.name("answers").array(Plots.answers(summary), json::text);
          json.name("seeds").text(Data.seeds(summary.groups()));
          json.name("bucket").whole(bucket);
          json.name("problems").array(summary.problems(), this::problem);
          json.name("others").array(summary.others(), this::other);
          json.name("settings").array(varied, this::setting);
          json.name("targets").array(targets, json::number);
          json.name("groups").array(summary.groups(), this::group);
          json.name("search").flag(!summary.searches().isEmpty());
          json.name("shown").array(summary.shown(), index -> json.whole(index));
          json.name("trials").array(summary.runs(), this::trial);
          json.name("convergence").array(Convergence.of(summary.groups()), this::convergence);
          json.name("plots").array(plots, new PagePlots(json)::plot);
          new PageDetails(json, summary).write();
        });
    return json.toString();
  }

  private void problem(Problem problem) {
    json.object(() -> json.name("where").text(problem.where()).name("what").text(problem.what()));
  }

  private void other(Path folder) {
    String name = folder.getFileName().toString();
    json.object(() -> json.name("name").text(name).name("link").text(Addresses.link(page, folder)));
  }

  private void setting(String key) {
    json.object(() -> json.name("key").text(key).name("label").text(Labels.setting(key)));
  }

  private void group(Group group) {
    json.object(
        () -> {
          json.name("label").text(group.label());
          json.name("look").whole(summary.look(summary.groupIndex(group.first())));
        });
  }

  private void trial(Run run) {
    json.object(
        () -> {
          json.name("name").text(run.trial());
          json.name("group").whole(summary.groupIndex(run));
          json.name("seed").text(run.setting("training.seed"));
          json.name("link").text(Addresses.link(page, run.folder()));
          Map<String, String> settings = new TreeMap<>(run.settings());
          settings.put(Groups.EXPERIMENT, run.experiment());
          settings.keySet().retainAll(varied);
          json.name("settings")
              .object(() -> settings.forEach((key, value) -> json.name(key).text(value)));
          json.name("state").text(run.state());
          json.name("reason").text(run.status() == null ? "" : run.status().reason());
          json.name("rate").number(run.samplesPerSecond());
          json.name("reach").array(targets, target -> reach(run, target));
          curve(ThinCurve.of(run.losses(), bucket));
          json.name("epochs").object(() -> epochs(run.epochs()));
        });
  }

  private void reach(Run run, double target) {
    EpochRow row = Convergence.firstReaching(run, target);
    json.number(row == null ? null : (Double) (double) row.step());
  }

  private void curve(ThinCurve curve) {
    json.name("steps").wholes(curve.steps());
    json.name("losses").numbers(curve.losses());
    if (bucket > 1) {
      json.name("means").numbers(curve.means());
    }
    json.name("marks")
        .array(
            curve.marks(),
            mark -> json.array(() -> json.whole(mark.step()).text(Double.toString(mark.value()))));
  }

  private void epochs(List<EpochRow> rows) {
    column("epoch", rows, row -> (double) row.epoch());
    column("step", rows, row -> (double) row.step());
    column("trainingLoss", rows, EpochRow::trainingLoss);
    column("validationLoss", rows, EpochRow::validationLoss);
    column("validationAccuracy", rows, EpochRow::validationAccuracy);
    column("testLoss", rows, EpochRow::testLoss);
    column("testAccuracy", rows, EpochRow::testAccuracy);
    column("trainingAccuracy", rows, EpochRow::trainingAccuracy);
  }

  private void column(String name, List<EpochRow> rows, Function<EpochRow, Double> value) {
    json.name(name).array(rows, row -> json.number(value.apply(row)));
  }

  private void convergence(Convergence row) {
    json.object(
        () -> {
          json.name("group").whole(summary.groupIndex(row.group().first()));
          json.name("target").number(row.target());
          json.name("reached").whole(row.reached());
          json.name("of").whole(row.group().runs().size());
          json.name("epochs").number(row.epochs());
          json.name("steps").number(row.steps());
          json.name("ratio").number(row.ratio());
        });
  }
}
