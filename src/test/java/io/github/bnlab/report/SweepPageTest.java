package io.github.bnlab.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.bnlab.report.page.Page;
import io.github.bnlab.report.plots.Plot;
import io.github.bnlab.report.plots.Plots;
import io.github.bnlab.report.runs.GrowingRuns.Progress;
import io.github.bnlab.report.runs.Runs;
import io.github.bnlab.report.summary.Labels;
import io.github.bnlab.report.summary.Summary;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Sweeps, searches and measures on the page, in a real browser. */
class SweepPageTest {
  /** The page holds six significant digits. */
  private static final double SIX_DIGITS = 2e-6;

  /** Evaluated before the first epoch, after the tenth and after the twentieth. */
  private static final String SPARSE_EPOCHS =
      """
      epoch,step,training_loss,validation_loss,validation_accuracy,test_loss,test_accuracy,training_accuracy
      0,0,,,,2.3,0.1,
      10,10,0.7,,,0.6,0.7,
      20,20,0.5,,,0.5,0.8,
      """;

  @TempDir static Path folder;
  private static Browser browser;
  private static Path rates;

  @BeforeAll
  static void start() throws IOException {
    Path program = Browser.find();
    Assumptions.assumeTrue(
        program != null, "no Chromium on the path (Debian's package chromium), page not tested");
    browser = Browser.start(program, Files.createTempDirectory(folder, "profile"));
    rates = MadeUpSweeps.learningRates(folder.resolve("rates"));
  }

  @AfterAll
  static void stop() {
    if (browser != null) {
      browser.close();
    }
  }

  private static void open(Path experiment) throws Exception {
    Path page = experiment.resolve("report.html");
    Summary summary = new Summary("made up", Runs.read(List.of(experiment), trial -> true));
    Page.write(summary, Plots.of(summary), page);
    browser.open(page, 1280, 900, false);
    browser.evaluate(Browser.DRAW);
    assertThat(browser.complaints()).isEmpty();
    assertThat(browser.requests()).containsExactly(page.toUri().toString());
  }

  private static String chart(String id) {
    return "lab.figures.find(f => f.spec.id === '" + id + "').chart";
  }

  private static String curve(String id, String label) {
    return chart(id) + ".data.datasets.find(d => d.label === '" + label + "').data";
  }

  @Test
  void finalAccuracyAgainstTheLearningRate() throws Exception {
    open(rates);
    String point = curve("accuracy-by-learning-rate-0", "batch norm (custom)") + "[4]";
    assertThat(browser.number(point + ".x")).isEqualTo(1);
    assertThat(browser.number(point + ".y"))
        .isCloseTo(MadeUpSweeps.learningRateAccuracy("custom", 1, 2), within(SIX_DIGITS));
    assertThat(browser.number(point + ".high"))
        .isCloseTo(MadeUpSweeps.learningRateAccuracy("custom", 1, 3), within(SIX_DIGITS));
    assertThat(browser.text(chart("accuracy-by-learning-rate-0") + ".scales.x.type"))
        .isEqualTo("logarithmic");
    assertThat(
            browser.number(curve("accuracy-by-learning-rate-0", "without batch norm") + ".length"))
        .as("rates at which not all seeds diverged")
        .isEqualTo(5);
    assertThat(
            browser.number(
                chart("accuracy-by-learning-rate-0")
                    + ".data.datasets.filter(d => d.cross).flatMap(d => d.data).length"))
        .as("trials that diverged")
        .isEqualTo(6);
    assertThat(browser.number(curve("gap-by-learning-rate-0", "without batch norm") + "[0].y"))
        .isCloseTo(0.02, within(SIX_DIGITS));
  }

  @Test
  void crossesBeyondTheLastPointLieWithinTheAxis() throws Exception {
    Path experiment = folder.resolve("crosses");
    for (double rate : new double[] {0.01, 0.1, 1, 10}) {
      MadeUpTrial trial =
          new MadeUpTrial(experiment, "rate-" + rate).with("training.learningRate", rate);
      if (rate > 1) {
        trial.diverged();
      } else {
        trial.finished(0.8, null, null);
      }
    }
    open(experiment);
    String sweep = chart("accuracy-by-learning-rate-0");
    assertThat(browser.number(sweep + ".data.datasets.find(d => d.cross).data[0].x")).isEqualTo(10);
    assertThat(browser.number(sweep + ".scales.x.max")).isGreaterThan(10);
  }

  /** In the page and in the figures; elsewhere they are drawn by epoch. */
  @Test
  void dataSetsOfSeveralSizesAreComparedByStep() throws Exception {
    Path experiment = folder.resolve("sizes");
    for (int size : List.of(1000, 10_000)) {
      new MadeUpTrial(experiment, "images-" + size)
          .with("dataset.trainingExamples", size)
          .finished(0.8, 0.7, 0.9);
    }
    open(experiment);
    String points = chart("test-accuracy") + ".data.datasets[0].data";
    assertThat(browser.number(points + ".length")).isEqualTo(2);
    assertThat(browser.number(points + "[1].x")).isEqualTo(20);
    assertThat(browser.text(chart("test-accuracy") + ".scales.x.options.title.text"))
        .isEqualTo("step");
    assertThat(browser.text("document.querySelector('#test-accuracy').textContent"))
        .contains("Test accuracy by step", "after each epoch");
    Summary summary = new Summary("made up", Runs.read(List.of(experiment), trial -> true));
    assertThat(Plots.ofFigures(summary))
        .extracting(Plot::title)
        .contains("Test accuracy by step", "Training loss by step")
        .doesNotContain("Training loss by epoch");
    for (int size : List.of(1000, 10_000)) {
      new MadeUpTrial(experiment, "images-" + size)
          .with("dataset.trainingExamples", size)
          .finished(0.8, 0.7, 0.9)
          .file("epochs.csv", SPARSE_EPOCHS);
    }
    open(experiment);
    assertThat(browser.text("document.querySelector('#test-accuracy').textContent"))
        .contains("at each evaluation")
        .doesNotContain("after each epoch");
    Summary sparse = new Summary("made up", Runs.read(List.of(experiment), trial -> true));
    assertThat(Plots.ofFigures(sparse))
        .filteredOn(plot -> plot.title().equals("Test accuracy by step"))
        .singleElement()
        .satisfies(plot -> assertThat(plot.caption()).contains("at each evaluation"));
    open(rates);
    assertThat(browser.number(chart("test-accuracy") + ".data.datasets[0].data[1].x")).isEqualTo(1);
  }

  /** A page that a server keeps up to date: the first trial alone says nothing of other sizes. */
  @Test
  void thePresentTrialsDecideWhetherCurvesAreDrawnByStep() throws Exception {
    Path experiment = folder.resolve("growing-sizes");
    new MadeUpTrial(experiment, "images-1000")
        .with("dataset.trainingExamples", 1000)
        .finished(0.8, 0.7, 0.9);
    open(experiment);
    String title = chart("test-accuracy") + ".scales.x.options.title.text";
    assertThat(browser.text(title)).isEqualTo("epoch");
    new MadeUpTrial(experiment, "images-10000")
        .with("dataset.trainingExamples", 10_000)
        .finished(0.8, 0.7, 0.9);
    Summary now = new Summary("made up", Runs.read(List.of(experiment), trial -> true));
    browser.evaluate(
        ("lab.replace(%s); lab.build(); " + Browser.DRAW)
            .formatted(Page.data(now, true, List.of())));
    assertThat(browser.text(title)).isEqualTo("step");
  }

  @Test
  void onlyTrialsThatAreOverAreDone() throws Exception {
    open(rates);
    String[] states = {"finished", "diverged", "failed", "unfinished", "not run", "not run"};
    List<Progress> progress =
        Stream.of(states).map(state -> new Progress("a", state, 1, 1, 1)).toList();
    Summary now = new Summary("made up", Runs.read(List.of(rates), t -> true));
    browser.evaluate("lab.replace(%s); lab.build()".formatted(Page.data(now, true, progress)));
    assertThat(browser.text("document.querySelector('#progress .lead').textContent"))
        .isEqualTo("6 trials: 2 done, 1 failed, 1 unfinished, 2 not run.");
    // Another process, a shard, may be running the unfinished one.
    assertThat(browser.text("document.querySelector('#progress h2').textContent"))
        .isEqualTo("No run of all trials is in progress");
  }

  @Test
  void shareOfSeedsThatDoNotFail() throws Exception {
    open(rates);
    String fails = curve("trained-by-learning-rate-0", "without batch norm") + "[5]";
    assertThat(browser.number(fails + ".x")).isEqualTo(3);
    assertThat(browser.number(fails + ".y")).isZero();
    assertThat(browser.number(fails + ".high")).isCloseTo(0.5615, within(1e-4));
    String trains = curve("trained-by-learning-rate-0", "batch norm (custom)") + "[5]";
    assertThat(browser.number(trains + ".y")).isEqualTo(1);
    assertThat(browser.number(trains + ".low")).isCloseTo(0.4385, within(1e-4));
    assertThat(browser.text("document.querySelector('#trained-by-learning-rate').textContent"))
        .contains("Share of seeds that do not fail by learning rate", "A trial fails when the")
        .doesNotContain("that train");
  }

  @Test
  void ticksAreRoundAndNotRoundedToEqualNumbers() throws Exception {
    Path experiment = folder.resolve("ticks");
    for (String implementation : List.of("custom", "none")) {
      new MadeUpTrial(experiment, implementation)
          .with("batchNorm.implementation", implementation)
          .finished(implementation.equals("none") ? 0.80001 : 0.80012, null, null);
    }
    open(experiment);
    String labels = chart("final-accuracy-0") + ".scales.x.ticks.map(t => t.label)";
    double count = browser.number(labels + ".length");
    assertThat(count).isGreaterThan(2);
    assertThat(browser.number("new Set(" + labels + ").size")).isEqualTo(count);
    String longest = "Math.max(..." + labels + ".map(l => l.length))";
    assertThat(browser.number(longest)).isLessThanOrEqualTo("80.015 %".length());
  }

  @Test
  void stepsWithoutARecordedLossLeaveNoGaps() throws Exception {
    Path experiment = MadeUpSweeps.everyTenthLoss(folder.resolve("tenth"));
    new MadeUpTrial(experiment, "long")
        .with("batchNorm.implementation", "custom")
        .seed(2)
        .finished(0.8, null, null)
        .file("iterations.csv", "step,epoch,training_loss\n1,1,2.3\n6000,1,0.1\n");
    open(experiment);
    assertThat(browser.number("lab.data.bucket")).isEqualTo(3);
    String points = curve("loss-by-step", "without batch norm");
    assertThat(browser.number(points + ".length")).isEqualTo(40);
    browser.evaluate("lab.change({view: 'trials'}); " + Browser.DRAW);
    assertThat(browser.number(points + ".filter(p => p.y !== null).length")).isEqualTo(40);
    assertThat(browser.number(points + ".length")).isEqualTo(40);
  }

  @Test
  void trainingsThatStartAlikeAreComparedStepByStep() throws Exception {
    Path experiment = folder.resolve("alike");
    for (String step : List.of("planned", "dl4j", "near")) {
      MadeUpTrial trial =
          new MadeUpTrial(experiment, step).with("training.step", step).finished(0.8, null, null);
      StringBuilder losses = new StringBuilder("step,epoch,training_loss\n");
      for (int i = 1; i <= 20; i++) {
        double apart =
            step.equals("dl4j") ? 1e-15 * Math.pow(2, i) : step.equals("near") ? 1e-4 : 0;
        losses.append(i + ",1," + 2.0 / i * (1 + apart) + "\n");
      }
      trial.file("iterations.csv", losses.toString());
    }
    open(experiment);
    String curve = chart("loss-difference-0") + ".data.datasets[0].data";
    assertThat(browser.number(curve + ".length")).isEqualTo(20);
    assertThat(browser.number(curve + "[19].y")).isCloseTo(1.05e-9, within(1e-11));
    assertThat(browser.text("document.querySelector('#loss-difference table').textContent"))
        .contains("1.0e-09")
        .doesNotContain("1.0e-04");
  }

  @Test
  void singleValuesAreMarked() throws Exception {
    Path experiment = folder.resolve("single");
    new MadeUpTrial(experiment, "a")
        .with("batchNorm.implementation", "custom")
        .finished(0.8, null, 0.9)
        .file("activations.csv", "epoch,step,layer,unit,p15,p50,p85\n1,20,conv1,all,-1,0,1\n")
        .file(
            "batchnorm.csv",
            "epoch,layer,feature,gamma,beta,running_mean,running_variance\n"
                + "1,conv1,0,1,0,0,1\n1,conv1,1,2,0,0,1\n");
    open(experiment);
    for (String id : List.of("training-accuracy", "percentiles-0", "norm-conv1-gamma")) {
      String drawn =
          "lab.figures.find(f => f.spec.id === '%s').chart.getDatasetMeta(0).data".formatted(id);
      assertThat(browser.number(drawn + ".length")).as(id).isEqualTo(1);
      assertThat(browser.number(drawn + "[0].options.radius")).as(id).isPositive();
    }
  }

  @Test
  void aSwitchOfAPlotTakesItsCurveAway() throws Exception {
    open(rates);
    String curves =
        chart("accuracy-by-learning-rate-0") + ".data.datasets.filter(d => d.label).length";
    assertThat(browser.number(curves)).isEqualTo(2);
    browser.evaluate(
        "document.querySelector('#accuracy-by-learning-rate .keys button').click();"
            + Browser.DRAW);
    assertThat(browser.number(curves)).isEqualTo(1);
  }

  @Test
  void aDotHasOneLineInItsTooltipAndKeysKeepAllRows() throws Exception {
    open(MadeUpSweeps.placement(folder.resolve("dots")));
    String places = chart("places-0");
    browser.evaluate(
        "{ const c = %s; const all = c.data.datasets.flatMap((d, datasetIndex) => d.dot && d.dot.label === c.data.datasets.find(e => e.dot).dot.label || d.silent ? d.data.map((_, index) => ({ datasetIndex, index })) : []); c.tooltip.setActiveElements(all, { x: 9, y: 9 }); c.update('none'); } 0"
            .formatted(places));
    assertThat(browser.number(places + ".tooltip.body.length")).isEqualTo(1);
    assertThat(browser.text(places + ".options.locale")).isEqualTo("en");
    double rows = browser.number(places + ".scales.y.max");
    double right = browser.number(places + ".scales.x.max");
    browser.evaluate("document.querySelector('#places-0 canvas').focus()");
    browser.key("+");
    assertThat(browser.number(places + ".scales.y.max")).isEqualTo(rows);
    assertThat(browser.number(places + ".scales.x.max")).isLessThan(right);
  }

  /** With its copy alone, a seed is still shown. */
  @Test
  void aMeanIsOfOneTrialASeed() throws Exception {
    Path experiment = folder.resolve("copies");
    for (String name : List.of("a", "copy-of-a", "third")) {
      int seed = name.equals("third") ? 2 : 1;
      new MadeUpTrial(experiment, name).seed(seed).finished(seed / 10.0, null, null);
    }
    open(experiment);
    String last = chart("test-accuracy") + ".data.datasets[0].data[1].y";
    assertThat(browser.number("lab.data.trials.filter(t => t.repeats).length")).isEqualTo(1);
    assertThat(browser.number(last)).isEqualTo(0.15);
    for (String name : List.of("a", "copy-of-a")) {
      browser.evaluate(
          "lab.state.hidden.clear(); lab.toggle([lab.data.trials.findIndex(t => t.name === '"
              + name
              + "')], false); "
              + Browser.DRAW);
      assertThat(browser.number(last)).as("without " + name).isEqualTo(0.15);
    }
  }

  @Test
  void mapOfTwoSettings() throws Exception {
    open(rates);
    String cells = "document.querySelectorAll('#map-0 tbody tr')";
    assertThat(browser.number(cells + ".length")).isEqualTo(2);
    double shown =
        browser.number("parseFloat([..." + cells + "].map(r => r.cells[1].textContent).sort()[0])");
    double mean = MadeUpSweeps.learningRateAccuracy("custom", 0.01, 2);
    assertThat(shown).isCloseTo(100 * mean, within(0.051));
  }

  @Test
  void numbersAreRoundedAsInTheAnswer() throws Exception {
    open(rates);
    for (double value : new double[] {0.145, 1.005, 87.65, -0.125, 99.995, 0.0001, 1e-9, 1234.5}) {
      for (int digits = 1; digits <= 2; digits++) {
        assertThat(browser.text("lab.fixed(%s, %d)".formatted(value, digits)))
            .isEqualTo(Labels.format("%." + digits + "f", value));
      }
    }
    assertThat(browser.text("lab.percent(0.8005, 1)"))
        .isEqualTo(Labels.format("%.1f\u00a0%%", 100 * 0.8005));
    for (double value : new double[] {-0.00125, -1e-6, 0, 1e-6, 0.00125}) {
      assertThat(browser.text("lab.formats.POINTS(%s)".formatted(value)))
          .isEqualTo(Labels.points(value, 2));
    }
  }

  @Test
  void whatEachPlaceIsWorth() throws Exception {
    Path experiment = MadeUpSweeps.placement(folder.resolve("places"));
    // A third seed of one network: only seeds of both networks of a pair are compared.
    new MadeUpTrial(experiment, "subset0-3")
        .with("batchNorm.implementation", "none")
        .with("batchNorm.where", "[]")
        .seed(3)
        .finished(0.1, null, null);
    open(experiment);
    for (int place = 0; place < 4; place++) {
      String value = chart("places-0") + ".data.datasets.filter(d => d.dot && d.data.length === 1)";
      assertThat(browser.number(value + "[" + place + "].data[0].x"))
          .isCloseTo(MadeUpSweeps.WORTH[place], within(SIX_DIGITS));
    }
    assertThat(
            browser.text("document.querySelector('#places-table tbody tr').cells[4].textContent"))
        .isEqualTo("8 of 8");
  }

  @Test
  void manySettingsBeginWithAFew() throws Exception {
    open(MadeUpSweeps.placement(folder.resolve("few")));
    String shown = "data => lab.data.groups.filter((_, g) => lab.shown(g).length).length";
    assertThat(browser.number("(" + shown + ")()")).isEqualTo(8);
    browser.evaluate("[...document.querySelectorAll('.choices button')][1].click()");
    assertThat(browser.number("(" + shown + ")()")).isEqualTo(16);
    assertThat(
            browser.number(
                "new Set(lab.data.groups.map((_, g) => JSON.stringify(lab.look(g)))).size"))
        .as("looks, all different")
        .isEqualTo(16);
    String open = "String(document.querySelector('details.settings').open)";
    browser.evaluate("dispatchEvent(new Event('beforeprint'))");
    assertThat(browser.text(open)).as("all keys in print").isEqualTo("true");
    browser.evaluate("dispatchEvent(new Event('afterprint'))");
    assertThat(browser.text(open)).isEqualTo("false");
  }

  @Test
  void limitsAndRangeTestsWithoutATrial() throws Exception {
    open(MadeUpSweeps.searches(folder.resolve("searches")));
    assertThat(
            browser.text("document.querySelector('#limits-table tbody tr:last-child').textContent"))
        .contains("batch norm (custom)", "16", "25", "20");
    assertThat(browser.number(curve("learning-rate-range-0", "custom") + ".length")).isEqualTo(100);
    assertThat(browser.number(curve("learning-rate-range-0", "none") + "[0].x"))
        .isCloseTo(1e-4, within(1e-9));
  }

  @Test
  void theEndsOfASearchAreWrittenAsItsResults() throws Exception {
    Path searches = MadeUpSweeps.searches(folder.resolve("ends"));
    Path limits = searches.resolve("limits.json");
    String text = Files.readString(limits).replaceAll("16.0|25.0|20.0(?=,)", "null");
    Files.writeString(limits, text.replace("\"low\":0.1", "\"low\":1.0E-4"));
    open(searches);
    assertThat(
            browser.text("document.querySelector('#limits-table tbody tr:last-child').textContent"))
        .contains("none from 0.0001not even 1000");
  }

  @Test
  void aLogarithmicAxisOfANarrowRangeHasLabels() throws Exception {
    Path searches = MadeUpSweeps.searches(folder.resolve("narrow"));
    Path limits = searches.resolve("limits.json");
    String text = Files.readString(limits).replaceAll("16.0|0.8", "3.1");
    Files.writeString(limits, text.replaceAll("25.0|1.25(?=,\"l)", "3.2").replace("20.0", "3.15"));
    open(searches);
    String labels = chart("limits-0") + ".scales.x.ticks.map(t => t.label).filter(Boolean)";
    assertThat(browser.number(labels + ".length")).isBetween(2.0, 9.0);
    assertThat(browser.number("new Set(" + labels + ").size"))
        .isEqualTo(browser.number(labels + ".length"));
    assertThat(
            browser.text(
                "(() => { const s = %s.scales.x; const at = s.ticks.filter(t => t.label).map(t => s.getPixelForValue(t.value)); return String(at.slice(1).every((x, k) => x - at[k] > 30)); })()"
                    .formatted(chart("limits-0"))))
        .as("labels do not overlap")
        .isEqualTo("true");
  }

  @Test
  void measuresOfTheTraining() throws Exception {
    open(MadeUpSweeps.why(folder.resolve("why")));
    String mean = curve("gradient-norms-0", "without batch norm") + "[0]";
    double decay = Math.exp(-1 / 300.0) + 0.05;
    assertThat(browser.number(mean + ".y")).isCloseTo(4 * decay * 1.5, within(1e-4));
    String loss = curve("landscape-0", "without batch norm") + "[0]";
    assertThat(browser.number(loss + ".low")).isCloseTo(2 * decay + 0.1, within(1e-4));
    assertThat(browser.number(loss + ".high"))
        .isCloseTo(2 * decay * (1 + 4 * 0.16) + 0.2, within(1e-4));
    String robust = curve("robustness-3", "without batch norm") + "[3]";
    assertThat(browser.number(robust + ".low"))
        .isCloseTo(MadeUpSweeps.robust(4, 2, 0.3), within(SIX_DIGITS));
    for (String id : new String[] {"mean-drift-0", "gradient-shift-0", "gradient-cosine-0"}) {
      assertThat(browser.number(curve(id, "batch norm (custom)") + ".length")).isEqualTo(50);
    }
    String cosines = "lab.figures.filter(f => f.spec.id.startsWith('gradient-cosine'))";
    assertThat(browser.text(cosines + ".map(f => f.spec.title).join()"))
        .as("layers that others lie before")
        .isEqualTo("conv2,dense1,dense2");
    browser.size(390, 844, true);
    assertThat(browser.number("document.documentElement.scrollWidth")).isLessThanOrEqualTo(390);
  }
}
