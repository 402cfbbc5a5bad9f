package io.github.bnlab.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The page in a real browser. */
class ReportPageTest {
  /** The page holds six significant digits. */
  private static final double SIX_DIGITS = 2e-6;

  private static final String TITLE = "bn-lenet <script>alert(1)</script> & co";
  private static final String BY_STEP = "lab.figures.find(f => f.spec.id === 'loss-by-step')";

  @TempDir static Path folder;
  private static Browser browser;
  private static Path experiment;
  private static Path page;

  @BeforeAll
  static void start() throws IOException {
    Path program = Browser.find();
    Assumptions.assumeTrue(
        program != null, "no Chromium on the path (Debian's package chromium), page not tested");
    MadeUpRuns runs = new MadeUpRuns(folder.resolve("bn-lenet")).title(TITLE);
    experiment = runs.withAndWithout();
    runs.diverged("built-in", 1, 207);
    page = Reports.write(experiment).page();
    browser = Browser.start(program, Files.createTempDirectory(folder, "profile"));
  }

  @AfterAll
  static void stop() {
    if (browser != null) {
      browser.close();
    }
  }

  private static void open() throws Exception {
    browser.open(page, 1280, 900, false);
    browser.evaluate(Browser.DRAW);
  }

  @Test
  void loadsWithoutComplaintsOrRequests() throws Exception {
    open();
    assertThat(browser.complaints()).isEmpty();
    assertThat(browser.requests()).containsExactly(page.toUri().toString());
  }

  @Test
  void titleWithMarkupStaysText() throws Exception {
    open();
    assertThat(browser.text("document.querySelector('h1').textContent")).isEqualTo(TITLE);
    assertThat(browser.text("document.title")).isEqualTo(TITLE);
  }

  @Test
  void curveHasTheRecordedValues() throws Exception {
    open();
    browser.evaluate("lab.change({view: 'trials', smoothing: 0}); " + Browser.DRAW);
    List<String> lines = Files.readAllLines(experiment.resolve("custom-seed2/iterations.csv"));
    String curve =
        BY_STEP
            + ".chart.data.datasets.find(d => d.trial !== undefined &&"
            + " lab.data.trials[d.trial].name === 'custom-seed2').data";
    assertThat(browser.number(curve + ".length")).isEqualTo(lines.size() - 1);
    for (int step : new int[] {1, 2, 17, 300, 600}) {
      String[] fields = lines.get(step).split(",");
      assertThat(browser.number(curve + "[" + (step - 1) + "].x")).isEqualTo(step);
      double loss = Double.parseDouble(fields[2]);
      assertThat(browser.number(curve + "[" + (step - 1) + "].y"))
          .isCloseTo(loss, within(SIX_DIGITS * loss));
    }
  }

  @Test
  void epochCurveIsTheMeanOverSeeds() throws Exception {
    open();
    browser.evaluate("lab.change({view: 'mean'}); " + Browser.DRAW);
    double sum = 0;
    double lowest = 1;
    for (int seed = 1; seed <= 3; seed++) {
      String row =
          Files.readAllLines(experiment.resolve("none-seed" + seed + "/epochs.csv")).get(4);
      double accuracy = Double.parseDouble(row.split(",")[6]);
      sum += accuracy;
      lowest = Math.min(lowest, accuracy);
    }
    String point =
        "lab.figures.find(f => f.spec.id === 'test-accuracy').chart.data.datasets"
            + ".find(d => d.label === 'without batch norm').data[3]";
    assertThat(browser.number(point + ".x")).isEqualTo(3);
    assertThat(browser.number(point + ".y")).isCloseTo(sum / 3, within(SIX_DIGITS));
    assertThat(browser.number(point + ".low")).isCloseTo(lowest, within(SIX_DIGITS));
  }

  @Test
  void captionsSayWhereAMeanIsOfSomeSeeds() throws Exception {
    open();
    String caption = "document.querySelector('#test-accuracy figcaption').textContent";
    assertThat(browser.text(caption)).contains("mean over the seeds shown (of 1 to 3 seeds each);");
    MadeUpRuns runs = new MadeUpRuns(folder.resolve("ended"));
    runs.finished("none", 1);
    browser.open(Reports.write(runs.diverged("none", 2, 207).getParent()).page(), 1280, 900, false);
    for (String id : List.of("test-accuracy", "loss-by-step")) {
      assertThat(browser.text("document.querySelector('#" + id + " figcaption').textContent"))
          .contains("shown (of 2 seeds; where some have no value, over the others); the band");
    }
    browser.evaluate("lab.toggle([1], false); " + Browser.DRAW);
    assertThat(browser.text(caption)).contains("mean over the seeds shown (of 2 seeds); the band");
  }

  /** Whether a group reaches the targets of another data set is not asked. */
  @Test
  void aGroupIsMeasuredByTheTargetsOfItsDataSet() throws Exception {
    Path fashion = folder.resolve("fashion");
    new MadeUpRuns(fashion).finished("none", 1);
    Path digits = folder.resolve("digits");
    new MadeUpRuns(digits).dataset("mnist", false).finished("none", 1);
    Path both = Reports.compare(List.of(fashion, digits), folder.resolve("both")).page();
    browser.open(both, 1280, 900, false);
    String rows =
        "[...document.querySelectorAll('#convergence-table tbody tr')]"
            + ".map(row => [...row.cells].map(cell => cell.textContent).join())";
    assertThat(browser.text(rows + "[0]")).matches("fashion[^,]*(,[0-9]+){4},,,,");
    assertThat(browser.text(rows + "[1]")).matches("digits[^,]*,,,,,not reached,,not reached,");
  }

  @Test
  void switchesATrialOff() throws Exception {
    open();
    browser.evaluate("lab.change({view: 'trials'}); " + Browser.DRAW);
    String curves = BY_STEP + ".chart.data.datasets.filter(d => d.trial !== undefined).length";
    assertThat(browser.number(curves)).isEqualTo(7);
    browser.evaluate(
        "document.querySelector('#trials tr[data-trial=\"0\"] input').click(); " + Browser.DRAW);
    assertThat(browser.number(curves)).isEqualTo(6);
    assertThat(browser.text("document.querySelector('#test-accuracy figcaption').textContent"))
        .contains("every trial shown by itself (of 1 to 3 seeds each).");
    browser.evaluate("document.querySelectorAll('.chip')[1].click(); " + Browser.DRAW);
    assertThat(browser.number(curves)).isEqualTo(3);
    assertThat(browser.text("document.querySelectorAll('.chip')[1].getAttribute('aria-pressed')"))
        .isEqualTo("false");
    browser.evaluate("document.querySelectorAll('.chip')[1].click(); " + Browser.DRAW);
    assertThat(browser.number(curves)).isEqualTo(6);
  }

  @Test
  void marksWhereTheLossBecameNaN() throws Exception {
    open();
    String cross = BY_STEP + ".chart.data.datasets.find(d => d.cross).data[0]";
    assertThat(browser.number(cross + ".x")).isEqualTo(207);
    assertThat(browser.text(cross + ".what")).isEqualTo("NaN in built-in-seed1");
  }

  @Test
  void logAxisZoomAndKeyboard() throws Exception {
    open();
    String header = "document.querySelector('#loss-by-step header')";
    assertThat(browser.text(BY_STEP + ".chart.scales.y.type")).isEqualTo("logarithmic");
    String log = header + ".querySelector('button[title=\"Logarithmic axis\"]')";
    browser.evaluate(log + ".scrollIntoView(); " + log + ".click(); " + Browser.DRAW);
    assertThat(browser.text(BY_STEP + ".chart.scales.y.type")).isEqualTo("linear");
    double all = browser.number(BY_STEP + ".chart.scales.x.max");
    browser.evaluate("document.querySelector('#loss-by-step canvas').focus()");
    browser.key("+");
    assertThat(browser.number(BY_STEP + ".chart.scales.x.max")).isLessThan(all);
    browser.key("ArrowRight");
    browser.key("ArrowRight");
    assertThat(browser.number(BY_STEP + ".chart.tooltip.dataPoints.length")).isPositive();
    browser.key("+");
    assertThat(browser.number(BY_STEP + ".chart.getActiveElements().length")).isZero();
    browser.key("0");
    assertThat(browser.number(BY_STEP + ".chart.scales.x.max")).isEqualTo(all);
    assertThat(browser.complaints()).isEmpty();
  }

  @Test
  void sortsTheTableOfTrials() throws Exception {
    open();
    String heads = "[...document.querySelectorAll('#trials th button')]";
    browser.evaluate(heads + ".find(b => b.textContent.startsWith('best')).click()");
    String cells =
        "[...document.querySelectorAll('#trials tbody tr')].map(r =>"
            + " parseFloat(r.cells[4].textContent)).join()";
    List<Double> sorted =
        List.of(browser.text(cells).split(",")).stream().map(Double::valueOf).toList();
    assertThat(sorted).hasSize(7).isSorted();
  }

  @Test
  void theAnswerIsTheFirstSentenceAndFigure() throws Exception {
    open();
    String first = "document.querySelector('main > section p').textContent";
    assertThat(browser.text(first))
        .contains("Test accuracy on", " after ", "difference", "3 seeds, paired");
    assertThat(browser.text("document.querySelector('main figure').id"))
        .isEqualTo("final-accuracy-0");
  }

  @Test
  void oneUnitStandsBesideANormalDistribution() throws Exception {
    open();
    String curves = "lab.figures.find(f => f.spec.id === 'units-0').chart.data.datasets";
    // Made-up values are normal: both curves are the same but for the width of the bins.
    assertThat(
            browser.number(
                "Math.max(..."
                    + curves
                    + "[0].data.map((p, k) => Math.abs(p.y - "
                    + curves
                    + "[1].data[k].y)))"))
        .isLessThan(0.002);
  }

  /** Saves a chart; returns the lines of its table. */
  private static List<String> saved(String id) throws Exception {
    browser.evaluate(
        "window.saved = []; URL.createObjectURL = blob => { blob.text().then(t => saved.push(t));"
            + " return 'data:,'; }; HTMLAnchorElement.prototype.click = () => {};"
            + " document.querySelectorAll('#%s .save').forEach(b => b.click())".formatted(id));
    for (int i = 0; i < 500 && browser.number("saved.length") < 2; i++) {
      Thread.sleep(10);
    }
    assertThat(browser.text("saved.map(text => text.substring(1, 4)).sort().join()"))
        .isEqualTo("PNG,eri");
    return browser.text("saved.find(t => t.startsWith('series'))").lines().toList();
  }

  @Test
  void chartsAreSavedAsImageAndTable() throws Exception {
    open();
    List<String> accuracy = saved("test-accuracy");
    assertThat(accuracy.get(0)).isEqualTo("series,epoch,test accuracy,low,high");
    assertThat(accuracy).anyMatch(row -> row.matches("without batch norm,3,0\\.\\d+,0.*,0.*"));
    List<String> finals = saved("final-accuracy-0");
    assertThat(finals.get(0)).isEqualTo("series,test accuracy,y,low,high");
    assertThat(finals.subList(1, finals.size()))
        .hasSize(2)
        .allMatch(row -> row.matches("[a-z ()]+,0\\.\\d+,,0\\.\\d+,0\\.\\d+"));
    assertThat(saved("loss-by-step")).contains("NaN in built-in-seed1,207,,,");
    List<String> bins = saved("histograms-0");
    assertThat(bins.get(0)).isEqualTo("series,value,share of the peak,low,high");
    assertThat(bins).filteredOn(row -> row.startsWith("epoch 0,")).hasSizeGreaterThan(20);
    assertThat(browser.text("document.querySelector('#histograms-0 canvas').ariaLabel"))
        .startsWith("conv1, ");
    assertThat(browser.complaints()).isEmpty();
  }

  /** Of a trial that ended early, too. */
  @Test
  void aTooltipIsOfOneStep() throws Exception {
    open();
    browser.evaluate("lab.change({view: 'trials', smoothing: 0}); " + Browser.DRAW);
    String steps =
        "(() => { const c = %s.chart; return Chart.Interaction.modes.nearestByX(c, { x: c.scales.x.getPixelForValue(%d), y: 99 }, {}, true).map(i => c.data.datasets[i.datasetIndex].data[i.index].x).join(); })()";
    assertThat(browser.text(steps.formatted(BY_STEP, 500))).isEqualTo("500,500,500,500,500,500");
    assertThat(browser.text(steps.formatted(BY_STEP, 207)).split(",")).contains("207").hasSize(8);
  }

  /** A canvas has its size on the screen when the page is laid out for print. */
  @Test
  void inPrintChartsCoverNothing() throws Exception {
    open();
    browser.send("Emulation.setEmulatedMedia", "{\"media\":\"print\"}");
    String below =
        "(() => { const canvas = document.querySelector('#test-accuracy canvas'); canvas.style.height = '360px'; return canvas.getBoundingClientRect().bottom - canvas.parentElement.getBoundingClientRect().bottom; })()";
    assertThat(browser.number(below)).isLessThan(1);
  }

  @Test
  void followsTheDarkThemeAndTheButton() throws Exception {
    browser.open(page, 1280, 900, true);
    String background = "getComputedStyle(document.body).backgroundColor";
    assertThat(browser.text(background)).isEqualTo("rgb(20, 22, 26)");
    browser.evaluate("document.getElementById('theme').click()");
    assertThat(browser.text(background)).isEqualTo("rgb(255, 255, 255)");
  }

  @Test
  void fitsAPhone() throws Exception {
    browser.open(page, 390, 844, false);
    browser.evaluate(Browser.DRAW);
    assertThat(browser.number("document.documentElement.scrollWidth")).isLessThanOrEqualTo(390);
    assertThat(browser.complaints()).isEmpty();
  }

  @Test
  void anyNumberOfEpochsHasALastOne() throws Exception {
    open();
    browser.evaluate("lab.data.trials[0].epochs.epoch = new Array(200000).fill(7); 0");
    assertThat(browser.number("lab.figures.find(f => f.spec.id === 'test-accuracy').spec.x.max"))
        .isEqualTo(10);
  }

  @Test
  void twoHundredTrialsGiveASmallPageThatOpens() throws Exception {
    Path many = folder.resolve("many");
    MadeUpRuns runs = new MadeUpRuns(many).length(20, 500);
    for (int rate = 1; rate <= 25; rate++) {
      for (long seed = 1; seed <= 4; seed++) {
        runs.finished("none", seed, rate * 0.02 + 0.001);
        runs.finished("custom", seed, rate * 0.02 + 0.001);
      }
    }
    Path big = Reports.write(many).page();
    assertThat(Files.size(big)).isLessThan(10_000_000);
    browser.open(big, 1280, 900, false);
    assertThat(browser.number("lab.figures.filter(f => f.chart).length")).isPositive();
    assertThat(browser.complaints()).isEmpty();
  }
}
