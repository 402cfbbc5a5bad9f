package io.github.bnlab.cli;

import static io.github.bnlab.cli.TextTable.Align.LEFT;
import static io.github.bnlab.cli.TextTable.Align.RIGHT;

import io.github.bnlab.config.InferenceStatistics;
import io.github.bnlab.dataset.ImageFile;
import io.github.bnlab.experiment.Prediction;
import io.github.bnlab.experiment.Prediction.Answer;
import io.github.bnlab.experiment.TrainedRun;
import io.github.bnlab.recording.files.RunJson;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code bnlab predict}: what the network of a run takes images for. */
@Command(
    name = "predict",
    mixinStandardHelpOptions = true,
    versionProvider = RootCommand.Version.class,
    description = {
      "Print the likeliest classes of images and their probabilities.",
      "Images (PNG, JPEG, BMP, GIF) become gray, are scaled to 28 x 28, and are inverted where"
          + " their background is light, since the data sets show light shapes on dark; the output"
          + " says so. An image is best when it shows one shape as large as those of the data set."
    },
    footer = {
      "",
      "Examples:",
      "  bnlab predict results/quickstart/implementation-custom three.png",
      "  bnlab predict results/fashion-bn-lenet/trial *.jpg --json"
    })
final class PredictCommand implements Runnable {
  private static final int SHOWN = 3;

  private final Terminal terminal;

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
      converter = Names.OfStatistics.class,
      description =
          "Statistics of batch normalization: those that training left, or those of the training"
              + " images (default: as the run).")
  private InferenceStatistics statistics;

  @Mixin private DataOption data;

  @Option(names = "--json", description = "Print the probabilities of all classes as JSON.")
  private boolean json;

  PredictCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public void run() {
    TrainedRun trained = TrainedRun.open(run);
    List<ImageFile> images = files.stream().map(ImageFile::read).toList();
    List<Prediction> predictions =
        trained.predict(
            images,
            statistics,
            data.source(terminal),
            line -> terminal.notice("bnlab: " + line + "."));
    if (json) {
      terminal.out().print(RunJson.write(predictions));
    } else {
      print(images, predictions);
    }
  }

  private void print(List<ImageFile> images, List<Prediction> predictions) {
    TextTable table = new TextTable().column("image", LEFT);
    for (String title : List.of("answer", "second", "third")) {
      table.column(title, LEFT).column("", RIGHT);
    }
    table.column("read as", LEFT);
    for (int i = 0; i < images.size(); i++) {
      String[] cells = new String[2 + 2 * SHOWN];
      cells[0] = predictions.get(i).image();
      for (int k = 0; k < SHOWN; k++) {
        Answer answer = predictions.get(i).classes().get(k);
        cells[1 + 2 * k] = answer.name();
        cells[2 + 2 * k] = NumberFormat.percent(answer.probability());
      }
      cells[1 + 2 * SHOWN] = readAs(images.get(i));
      table.row(cells);
    }
    table.print(terminal, "");
  }

  private static String readAs(ImageFile image) {
    String scaled =
        image.scaled()
            ? "scaled from %d x %d".formatted(image.width(), image.height())
            : "as it is";
    if (!image.inverted()) {
      return scaled;
    }
    return (image.scaled() ? scaled + ", inverted" : "inverted") + " (its background is light)";
  }
}
