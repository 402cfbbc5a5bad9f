package io.github.bnlab.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.bnlab.report.plots.Panel;
import io.github.bnlab.report.plots.Plot;
import io.github.bnlab.report.plots.Plots;
import io.github.bnlab.report.runs.Runs;
import io.github.bnlab.report.summary.Summary;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a report shows of networks of several depths. */
class DepthPlotTest {
  @TempDir Path folder;

  private static Summary summary(Path experiment) throws IOException {
    return new Summary("made up", Runs.read(List.of(experiment), trial -> true));
  }

  private static Plot plot(List<Plot> plots, String id) {
    return plots.stream().filter(plot -> plot.id().equals(id)).findFirst().orElseThrow();
  }

  @Test
  void drawsTheBestNetworkOfEachDepthFromLayerToLayer() throws IOException {
    List<Plot> plots = Plots.of(summary(MadeUpSweeps.depth(folder.resolve("depth"))));
    Plot plot = plot(plots, "gradient-norms-by-layer");
    assertThat(plot.panels())
        .extracting(Panel::title)
        .containsExactly(
            "batch norm (custom), before training",
            "batch norm (custom), at the last step measured",
            "without batch norm, before training",
            "without batch norm, at the last step measured");
    Panel.Curves before = (Panel.Curves) plot.panels().get(0);
    assertThat(before.curves())
        .extracting(Panel.Curve::label)
        .containsExactly("depth 4", "depth 20");
    // 20 hidden layers and the output layer; the first one's norm is that of the 20th times 1.2^19.
    assertThat(before.curves().get(1).band().x()).hasSize(21).startsWith(1, 2);
    assertThat(before.curves().get(1).band().mean()[0])
        .isCloseTo(Math.pow(MadeUpSweeps.GROWTH, 19), within(1e-9));
    // The rate 0.01 is the best one without batch norm, 0.1 that with it.
    assertThat(plot.table().rows())
        .containsExactly(
            row("batch norm (custom), depth 4, learning rate 0.1", "1.73", "1.20", "1.21"),
            row("batch norm (custom), depth 20, learning rate 0.1", "31.9", "1.20", "1.21"),
            row("without batch norm, depth 4, learning rate 0.01", "1.00", "1.00", "1.00"),
            row("without batch norm, depth 20, learning rate 0.01", "1.00", "1.00", "1.00"));
    // Of 21 layers six are drawn over the steps.
    assertThat(plot(plots, "gradient-norms").panels()).hasSize(6);
  }

  private static List<String> row(String label, String first, String before, String after) {
    return List.of(label, first, "1.00", before, after);
  }

  /** The layers of the deepest one: each depth follows layers of its own. */
  @Test
  void theLayersOfSeveralDepthsEndWithTheOutput() throws IOException {
    Path experiment = folder.resolve("depths");
    for (int depth : List.of(2, 20)) {
      new MadeUpTrial(experiment, "depth-" + depth)
          .with("network", "DeepNet")
          .with("deepNet.depth", depth)
          .finished(0.8, null, null)
          .file("gradients.csv", MadeUpSweeps.gradients(depth, 1, 0.1));
    }
    new MadeUpTrial(experiment, "not-measured")
        .with("network", "DeepNet")
        .with("deepNet.depth", 100)
        .finished(0.8, null, null);
    assertThat(plot(Plots.of(summary(experiment)), "gradient-norms").panels())
        .extracting(Panel::title)
        .containsExactly("dense1", "dense5", "dense9", "dense13", "dense17", "output");
  }

  @Test
  void everySetOfSettingsHasItsPanels() throws IOException {
    Path experiment = folder.resolve("sets");
    for (int size = 16; size <= 80; size += 16) {
      new MadeUpTrial(experiment, "size-" + size)
          .with("network", "DeepNet")
          .with("deepNet.depth", 20)
          .with("training.batchSize", size)
          .finished(0.8, null, null)
          .file("gradients.csv", MadeUpSweeps.gradients(20, 1, 0.1));
    }
    Plot plot = plot(Plots.of(summary(experiment)), "gradient-norms-by-layer");
    assertThat(plot.panels())
        .hasSize(10)
        .extracting(Panel::title)
        .contains("batch size 16, before training", "batch size 80, at the last step measured");
  }

  @Test
  void answersForEachDepth() throws IOException {
    assertThat(summary(MadeUpSweeps.depth(folder.resolve("answers"))).sentences())
        .hasSize(2)
        .first()
        .asString()
        .startsWith(
            "Test accuracy on Fashion-MNIST after 1 epoch. Batch norm (custom), depth 4, learning rate"
                + " 0.1: 90.0%; without batch norm, depth 4, learning rate 0.01: 79.0%; difference");
  }

  @Test
  void shallowNetworksAreDrawnAsEver() throws IOException {
    assertThat(Plots.of(summary(MadeUpSweeps.why(folder.resolve("why")))))
        .extracting(Plot::id)
        .contains("gradient-norms")
        .doesNotContain("gradient-norms-by-layer");
  }
}
