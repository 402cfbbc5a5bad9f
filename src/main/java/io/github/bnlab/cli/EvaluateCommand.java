package io.github.bnlab.cli;

import io.github.bnlab.config.InferenceStatistics;
import io.github.bnlab.experiment.TrainedRun;
import io.github.bnlab.experiment.TrainedRun.RunEvaluation;
import io.github.bnlab.experiment.TrainedRun.TestImages;
import io.github.bnlab.recording.files.RunJson;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "evaluate",
    description = {
      "Print loss, accuracy, accuracy by class and confusion of a trained network, on the test"
          + " images of its own data set, of another data set, or in IDX files. On its own test images the"
          + " numbers equal the recorded ones, if it was trained on the same backend."
    },
    footer = {
      "",
      "Examples:",
      "  bnlab evaluate results/quickstart/implementation-custom",
      "  bnlab evaluate results/quickstart/implementation-custom --inference population",
      "  bnlab evaluate results/fashion-bn-lenet/seed-1 --data-set mnist --json",
      "  bnlab evaluate results/fashion-bn-lenet/seed-1 --images x.idx3 --labels y.idx1"
    })
final class EvaluateCommand extends PrintingCommand implements Runnable {
  @Parameters(
      paramLabel = "RUN",
      description = "Run directory of a trial, such as results/NAME/TRIAL.")
  private Path run;

  @ArgGroup private Images images;

  @Mixin private DataOption data;

  @Option(
      names = "--inference",
      paramLabel = "running|population|batch",
      description =
          "Statistics of batch normalization: those that training left, those of the training"
              + " images, or those of each batch that is evaluated (default: as the run).")
  private InferenceStatistics statistics;

  @Option(names = "--json", description = "Print the results as JSON.")
  private boolean json;

  /** In place of the run's own test images. */
  private static final class Images {
    @Option(
        names = "--data-set",
        paramLabel = "NAME",
        required = true,
        converter = DataOption.Name.class,
        description = "Test images of a data set that `bnlab data list` shows.")
    private String dataSet;

    @ArgGroup(exclusive = false)
    private Files files;
  }

  private static final class Files {
    @Option(
        names = "--images",
        paramLabel = "FILE",
        required = true,
        description = "IDX file of images, 28 x 28, plain or gzipped.")
    private Path images;

    @Option(
        names = "--labels",
        paramLabel = "FILE",
        required = true,
        description = "IDX file of their labels.")
    private Path labels;
  }

  @Override
  public void run() {
    TrainedRun trained = TrainedRun.open(run, data.source(terminal), this::tell);
    RunEvaluation result = trained.evaluate(images(trained), statistics);
    if (json) {
      terminal.out().print(RunJson.write(result));
    } else {
      print(result);
    }
  }

  private TestImages images(TrainedRun trained) {
    if (images == null) {
      return trained.ownImages();
    }
    if (images.files != null) {
      return trained.imagesIn(images.files.images, images.files.labels);
    }
    return trained.imagesOf(images.dataSet);
  }

  private void print(RunEvaluation result) {
    terminal.line(
        "%s on %,d test images of %s: loss %s, accuracy %s%n",
        result.run(),
        result.examples(),
        result.dataSet(),
        NumberFormat.loss(result.loss()),
        NumberFormat.percent(result.accuracy()));
    TextTable table = new TextTable().left("class").right("images", "accuracy");
    List<RunEvaluation.OfClass> classes = result.classes();
    classes.forEach(each -> table.right(each.name()));
    for (int label = 0; label < classes.size(); label++) {
      RunEvaluation.OfClass each = classes.get(label);
      List<String> cells = new ArrayList<>(List.of(each.name(), Integer.toString(each.examples())));
      cells.add(NumberFormat.percent(each.accuracy()));
      Arrays.stream(result.confusion()[label]).mapToObj(Integer::toString).forEach(cells::add);
      table.row(cells);
    }
    table.print(terminal, "");
    terminal.line("%nThe columns after accuracy count the answers to the images of a class.");
  }
}
