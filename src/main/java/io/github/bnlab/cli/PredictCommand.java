package io.github.bnlab.cli;

import io.github.bnlab.config.InferenceStatistics;
import io.github.bnlab.dataset.ImageFile;
import io.github.bnlab.experiment.TrainedRun;
import io.github.bnlab.experiment.TrainedRun.Prediction;
import io.github.bnlab.experiment.TrainedRun.Prediction.Answer;
import io.github.bnlab.recording.files.RunJson;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "predict",
    description = {
      "Print the most probable classes of images and their probabilities.",
      "The command makes images (PNG, JPEG, BMP, GIF) gray, scales them to 28 x 28 and inverts them"
          + " if their background is light, because the data sets show light shapes on dark; the"
          + " output says so. Each image should show one shape, as large as those of the data set."
    },
    footer = {
      "",
      "Examples:",
      "  bnlab predict results/quickstart/implementation-custom three.png",
      "  bnlab predict results/fashion-bn-lenet/seed-1 *.jpg --json"
    })
final class PredictCommand extends PrintingCommand implements Runnable {
  @Parameters(
      index = "0",
      paramLabel = "RUN",
      description = "Run directory of a trial, such as results/NAME/TRIAL.")
  private Path run;

  @Parameters(index = "1..*", arity = "1..*", paramLabel = "IMAGE", description = "Image files.")
  private List<Path> files;

  @Option(
      names = "--inference",
      paramLabel = "running|population",
      description =
          "Statistics of batch normalization: those that training left, or those of the training"
              + " images (default: as the run).")
  private InferenceStatistics statistics;

  @Mixin private DataOption data;

  @Option(names = "--json", description = "Print the probabilities of all classes as JSON.")
  private boolean json;

  @Override
  public void run() {
    TrainedRun trained = TrainedRun.open(run, data.source(terminal), this::tell);
    List<ImageFile> images = files.stream().map(ImageFile::read).toList();
    List<Prediction> predictions = trained.predict(images, statistics);
    if (json) {
      terminal.out().print(RunJson.write(predictions));
    } else {
      print(images, predictions);
    }
  }

  private void print(List<ImageFile> images, List<Prediction> predictions) {
    TextTable table = new TextTable().left("image");
    for (String title : List.of("answer", "second", "third")) {
      table.left(title).right("");
    }
    table.left("read as");
    for (int i = 0; i < images.size(); i++) {
      List<String> cells = new ArrayList<>(List.of(predictions.get(i).image()));
      for (Answer answer : predictions.get(i).classes().subList(0, 3)) {
        cells.addAll(List.of(answer.name(), NumberFormat.percent(answer.probability())));
      }
      cells.add(readAs(images.get(i)));
      table.row(cells);
    }
    table.print(terminal, "");
  }

  private static String readAs(ImageFile image) {
    String size = "scaled from %d x %d".formatted(image.width(), image.height());
    if (!image.inverted()) {
      return image.scaled() ? size : "as it is";
    }
    return (image.scaled() ? size + ", " : "") + "inverted (its background is light)";
  }
}
