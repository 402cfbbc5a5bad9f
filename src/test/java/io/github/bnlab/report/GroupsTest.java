package io.github.bnlab.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.bnlab.report.page.Page;
import io.github.bnlab.report.plots.Panel;
import io.github.bnlab.report.plots.Plot;
import io.github.bnlab.report.plots.Plots;
import io.github.bnlab.report.runs.Runs;
import io.github.bnlab.report.summary.Group;
import io.github.bnlab.report.summary.Summary;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Trials of several conventions of batch normalization are told apart by what differs. */
class GroupsTest {
  private static final String CONVENTION = "batchNorm.convention";

  @TempDir Path folder;

  private MadeUpTrial trial(String name) {
    return new MadeUpTrial(folder.resolve("groups"), name)
        .with("batchNorm.implementation", "custom")
        .seed(1);
  }

  private Summary summary() throws IOException {
    return new Summary("made up", Runs.read(List.of(folder.resolve("groups")), trial -> true));
  }

  private List<String> labels() throws IOException {
    return summary().groups().stream().map(Group::label).toList();
  }

  @Test
  void aPresetAndOneThatDiffersInOnePart() throws IOException {
    trial("a").with(CONVENTION, "torch").finished(0.8, "", "");
    trial("b")
        .with(CONVENTION + ".name", "torch with initialGamma uniform")
        .with(CONVENTION + ".epsilon", "1.0E-5")
        .with(CONVENTION + ".decay", 0.9)
        .with(CONVENTION + ".normalizeBy", "biased")
        .with(CONVENTION + ".runningVariance", "unbiased")
        .with(CONVENTION + ".count", "values")
        .with(CONVENTION + ".initialGamma", "uniform")
        .finished(0.7, "", "");
    assertThat(labels()).containsExactly("initial gamma ones", "initial gamma uniform");
    assertThat(Page.data(summary(), true, List.of()))
        .contains("\"batchNorm.convention.initialGamma\":\"ones\"")
        .contains("\"batchNorm.convention.initialGamma\":\"uniform\"");
  }

  /** A curve over numbers would draw it at 0; a map has it last, since it is the most. */
  @Test
  void allImagesAreNoNumber() throws IOException {
    for (int images : new int[] {0, 1000, 10_000}) {
      for (String network : List.of("LeNet", "SimpleNet")) {
        trial(network + images)
            .with("network", network)
            .with("dataset.trainingExamples", images)
            .finished(0.8, "", "");
      }
    }
    assertThat(labels()).contains("all images, LeNet", "1,000 images, SimpleNet");
    assertThat(Plots.of(summary()))
        .extracting(Plot::id)
        .doesNotContain("accuracy-by-training-images");
    assertThat(Plots.of(summary()))
        .filteredOn(plot -> plot.id().equals("map"))
        .flatExtracting(plot -> ((Panel.Grid) plot.panels().get(0)).columns())
        .containsExactly("1,000", "10,000", "all");
  }

  /** Biases tell the normalization, which is therefore no part of the names. */
  @Test
  void aNetworkWithoutNormalizationHasAName() throws IOException {
    trial("none").with("batchNorm.implementation", "none").finished(0.7, "", "");
    trial("all").with("batchNorm.biasBefore", true).finished(0.8, "", "");
    trial("no-bias").with("batchNorm.biasBefore", false).finished(0.8, "", "");
    assertThat(labels()).containsExactly("biases", "no biases", "without batch norm");
  }

  @Test
  void twoPresetsHaveTheirNames() throws IOException {
    trial("a").with(CONVENTION, "torch").finished(0.8, "", "");
    trial("b").with(CONVENTION, "d2l").finished(0.7, "", "");
    assertThat(labels()).containsExactly("convention torch", "convention d2l");
  }

  @Test
  void conventionsOfTheSameNameHaveTheirParts() throws IOException {
    mine("a", 0.1, 0.9);
    mine("b", 10, 0.5);
    assertThat(labels())
        .hasSize(2)
        .doesNotHaveDuplicates()
        .allMatch(label -> label.contains("decay 0."));
    mine("c", 10, 0.9);
    assertThat(labels())
        .containsExactly(
            "decay 0.9, epsilon 0.1", "decay 0.5, epsilon 10", "decay 0.9, epsilon 10");
  }

  private void mine(String trial, double epsilon, double decay) throws IOException {
    trial(trial)
        .with(CONVENTION + ".name", "mine")
        .with(CONVENTION + ".epsilon", epsilon)
        .with(CONVENTION + ".decay", decay)
        .finished(0.8, "", "");
  }
}
