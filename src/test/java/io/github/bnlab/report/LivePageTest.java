package io.github.bnlab.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.bnlab.report.live.LiveServer;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The page of a server in a real browser. */
class LivePageTest {
  private static final String BY_STEP = "lab.figures.find(f => f.spec.id === 'loss-by-step')";
  private static final String GROWING =
      "lab.data.trials.find(t => t.name === 'none-seed1').steps.length";
  private static final String PROGRESS =
      "[...document.querySelectorAll('ul.progress .state')].map(e => e.textContent).join()";
  private static final String BETA = "document.getElementById('norm-conv1-beta')";

  @TempDir private Path folder;

  @Test
  void growsKeepsTheViewAndTellsItsEnd() throws Exception {
    Path program = Browser.find();
    Assumptions.assumeTrue(
        program != null, "no Chromium on the path (Debian's package chromium), page not tested");
    Path experiment = folder.resolve("bn-lenet");
    MadeUpRuns runs = new MadeUpRuns(experiment);
    runs.finished("custom", 1);
    runs.finished("custom", 2);
    GrowingTrial trial = new GrowingTrial(runs.finished("none", 1));
    trial.grow("iterations.csv", 90);
    trial.grow("epochs.csv", 2);
    GrowingTrial.plan(
        experiment,
        List.of("custom-seed1", "custom-seed2"),
        List.of("none-seed1", "none-seed2"),
        "fashion-mnist");
    try (Browser browser = Browser.start(program, Files.createDirectory(folder.resolve("b")))) {
      try (LiveServer server = Reports.live(experiment, () -> true, 0)) {
        follow(browser, server, experiment, trial);
      }
      await(browser, "document.getElementById('live').className.includes('banner')");
      assertThat(browser.text("document.getElementById('live').textContent"))
          .startsWith("The server does not answer. This page shows the last state that it sent;")
          .contains("report.html in the folder of the experiment");
      assertThat(browser.number(GROWING)).isEqualTo(600);
      checkView(browser);
      int port = URI.create(browser.text("location.href")).getPort();
      try (LiveServer server = Reports.live(experiment, () -> false, port)) {
        assertThat(server.address().getPort()).isEqualTo(port);
        await(browser, "lab.data.live.over");
        await(browser, "document.getElementById('live').textContent === ''");
      }
      await(browser, "document.getElementById('live').className.includes('banner')");
      assertThat(browser.text("document.getElementById('live').textContent"))
          .isEqualTo("The run and its server have ended. This page shows the last state.");
    }
  }

  private static void follow(
      Browser browser, LiveServer server, Path experiment, GrowingTrial trial) throws Exception {
    browser.open(server.address(), 1280, 900, false);
    assertThat(browser.text(PROGRESS)).isEqualTo("done,done,epoch 2 of 10,waiting");
    choose(browser);
    checkView(browser);
    browser.evaluate("window.canvas = document.activeElement; canvas.tagName");
    trial.grow("iterations.csv", 200);
    trial.grow("epochs.csv", 3);
    await(browser, GROWING + " === 290");
    assertThat(browser.text(PROGRESS)).isEqualTo("done,done,epoch 5 of 10,waiting");
    checkView(browser);
    String points =
        BY_STEP + ".chart.data.datasets.find(d => d.label === 'without batch norm').data.length";
    assertThat(browser.number(points)).isEqualTo(290);
    assertThat(browser.text("document.activeElement.closest('figure').id"))
        .isEqualTo("loss-by-step");
    assertThat(browser.number("Number(document.activeElement === canvas)")).isEqualTo(1);
    assertThat(browser.complaints()).isEmpty();
    browser.reload();
    await(browser, "document.getElementById('live').textContent.length > 0");
    checkView(browser);
    assertThat(browser.complaints()).isEmpty();
    assertThat(browser.requests())
        .allMatch(address -> address.startsWith(server.address().toString()));
    trial.finish();
    new MadeUpRuns(experiment).finished("none", 2);
    server.refresh();
  }

  /** Everything that a reader can choose. */
  private static void choose(Browser browser) {
    browser.evaluate(
        """
        document.querySelectorAll('.chip')[0].click();
        document.querySelector('[data-view=trials]').click();
        const slider = document.getElementById('smoothing');
        slider.value = 0;
        slider.dispatchEvent(new Event('input', {bubbles: true}));
        document.querySelector('#test-loss button[title="Logarithmic axis"]').click();
        [...document.querySelectorAll('#trials th button')].find(b => b.textContent === 'seed').click();
        const list = document.querySelector('#activations select');
        list.value = 1;
        list.dispatchEvent(new Event('change', {bubbles: true}));
        document.getElementById('theme').click();
        lab.figures.filter(f => f.due).forEach(f => f.draw());
        document.querySelector('#loss-by-step canvas').focus()\
        """);
    browser.key("+");
    browser.evaluate("%s.scrollIntoView({block: 'start'})".formatted(BETA));
  }

  private static void checkView(Browser browser) throws IOException {
    browser.evaluate(Browser.DRAW);
    assertThat(browser.text("document.querySelectorAll('.chip')[0].getAttribute('aria-pressed')"))
        .isEqualTo("false");
    assertThat(browser.text("document.querySelectorAll('.chip')[1].getAttribute('aria-pressed')"))
        .isEqualTo("true");
    assertThat(
            browser.text(
                "document.querySelector('[data-view=trials]').getAttribute('aria-pressed')"))
        .isEqualTo("true");
    assertThat(browser.number("Number(document.getElementById('smoothing').value)")).isZero();
    assertThat(browser.text("lab.figures.find(f => f.spec.id === 'test-loss').chart.scales.y.type"))
        .isEqualTo("logarithmic");
    assertThat(browser.text("document.querySelector('#trials th[aria-sort]').textContent"))
        .isEqualTo("seed");
    assertThat(browser.text("document.querySelector('#activations select').value")).isEqualTo("1");
    assertThat(browser.text("document.documentElement.dataset.theme")).isEqualTo("dark");
    assertThat(browser.number(BY_STEP + ".chart.scales.x.max")).isLessThan(600);
    assertThat(browser.number(BY_STEP + ".chart.scales.x.min")).isPositive();
    assertThat(browser.number("Math.abs(%s.getBoundingClientRect().top)".formatted(BETA)))
        .isLessThan(5);
  }

  private static void await(Browser browser, String condition) throws InterruptedException {
    for (int i = 0; i < 600 && browser.number("Number(" + condition + ")") == 0; i++) {
      Thread.sleep(100);
    }
    assertThat(browser.number("Number(" + condition + ")")).as(condition).isEqualTo(1);
  }
}
