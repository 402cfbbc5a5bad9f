package io.github.bnlab.report;

import static org.assertj.core.api.Assertions.assertThat;

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

/** Measures of two networks, one of which is further on, compared where their losses are equal. */
class MatchedLossPlotsTest {
  private static final int STEPS = 400;

  @TempDir Path folder;

  private List<Plot> plots(int seeds) throws IOException {
    Path experiment = folder.resolve("matched" + seeds);
    for (int seed = 1; seed <= seeds; seed++) {
      trial(experiment, "none", seed, 1);
      trial(experiment, "custom", seed, 2);
    }
    Summary summary = new Summary("made up", Runs.read(List.of(experiment), trial -> true));
    return Plots.of(summary).stream().filter(p -> p.id().startsWith("matched-loss")).toList();
  }

  /**
   * A loss that falls by a half every 100 steps, or faster; the norm of the gradient and the drift
   * of the means are the loss, that of the spreads is its square.
   */
  private static void trial(Path experiment, String implementation, int seed, double speed) {
    StringBuilder losses = new StringBuilder("step,epoch,training_loss\n");
    StringBuilder gradients = new StringBuilder("epoch,step,layer,gradient_norm,parameter_norm\n");
    StringBuilder shifts =
        new StringBuilder(
            "epoch,step,layer,mean_drift,variance_drift,gradient_shift,gradient_cosine\n");
    for (int step = 1; step <= STEPS; step++) {
      double loss = (2 + 0.1 * seed) * Math.pow(2, -step * speed / 100);
      losses.append("%d,1,%s%n".formatted(step, loss));
      if (step % 10 == 1) {
        gradients.append("1,%d,conv1,%s,1.0%n".formatted(step, loss));
        shifts.append("1,%d,conv1,%s,%s,,%n".formatted(step, loss, loss * loss));
      }
    }
    new MadeUpTrial(experiment, implementation + "_seed-" + seed)
        .with("batchNorm.implementation", implementation)
        .seed(seed)
        .finished(0.8, "", "")
        .file("iterations.csv", losses.toString())
        .file("gradients.csv", gradients.toString())
        .file("shift.csv", shifts.toString());
  }

  @Test
  void aNetworkThatIsMerelyFurtherOnHasEqualMeasuresAtEqualLoss() throws IOException {
    List<Plot> plots = plots(3);
    assertThat(plots).hasSize(1);
    assertThat(plots.get(0).panels())
        .extracting(Panel::title)
        .containsExactly("gradient norm", "drift of the means", "drift of the spreads");
    List<String> row = plots.get(0).table().rows().get(0);
    assertThat(row.get(0)).isEqualTo("gradient norm, conv1");
    // Over steps 201 to 391 the faster one is ahead by 296 steps of 100 a half: 2^-2.96.
    assertThat(row.get(1)).isEqualTo("0.129 [0.129, 0.129]");
    List<String> spreads = plots.get(0).table().rows().get(2);
    assertThat(spreads.subList(0, 2))
        .containsExactly("drift of the spreads, conv1", "0.0165 [0.0165, 0.0165]");
    // Measured steps are 10 apart: 5 of them span a fall by 24% for one and by 43% for the other.
    assertThat(Double.parseDouble(row.get(2).split(" ")[0])).isBetween(0.85, 1.15);
  }

  @Test
  void twoSeedsAreTooFew() throws IOException {
    assertThat(plots(2)).isEmpty();
  }
}
