package io.github.bnlab.cli;

import static io.github.bnlab.cli.TextTable.Align.LEFT;
import static io.github.bnlab.cli.TextTable.Align.RIGHT;

import io.github.bnlab.config.ConfigException;
import io.github.bnlab.config.DatasetConfig;
import io.github.bnlab.config.InferenceStatistics;
import io.github.bnlab.experiment.RunEvaluation;
import io.github.bnlab.experiment.TrainedRun;
import io.github.bnlab.experiment.TrainedRun.TestImages;
import io.github.bnlab.recording.files.RunJson;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code bnlab evaluate}: how well the network of a run does on test images. */
@Command(
    name = "evaluate",
    mixinStandardHelpOptions = true,
    versionProvider = RootCommand.Version.class,
    description = {
      "Print loss, accuracy, accuracy by class and confusion of a trained network, on the test"
          + " images of its own data set, of another data set, or in IDX files. On its own test images the"
          + " numbers equal the recorded ones."
    },
    footer = {
      "",
      "Examples:",
      "  bnlab evaluate results/quickstart/implementation-custom",
      "  bnlab evaluate results/quickstart/implementation-custom --inference population",
      "  bnlab evaluate results/fashion-bn-lenet/trial --data-set mnist --json",
      "  bnlab evaluate results/fashion-bn-lenet/trial --images x.idx3 --labels y.idx1"
    })
final class EvaluateCommand implements Runnable {
  private final Terminal terminal;

  @Parameters(
      paramLabel = "RUN",
      description = "Run directory of a trial, such as results/NAME/TRIAL.")
  private Path run;

  @ArgGroup private Images images;

  @Mixin private DataOption data;

  @Option(
      names = "--inference",
      paramLabel = "running|population|batch",
      converter = Names.OfStatistics.class,
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

  EvaluateCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public void run() {
    TrainedRun trained = TrainedRun.open(run);
    RunEvaluation result =
        trained.evaluate(images(trained), statistics, data.source(terminal), this::notice);
    if (json) {
      terminal.out().print(RunJson.write(result));
    } else {
      print(result);
    }
  }

  private void notice(String line) {
    terminal.notice("bnlab: " + line + ".");
  }

  private TestImages images(TrainedRun trained) {
    if (images == null) {
      return trained.ownImages(data.source(terminal), this::notice);
    }
    if (images.files != null) {
      return trained.imagesIn(images.files.images, images.files.labels);
    }
    if (!DatasetConfig.CATALOG.contains(images.dataSet)) {
      throw new ConfigException(
          "--data-set is %s; expected one of %s"
              .formatted(images.dataSet, String.join(", ", DatasetConfig.CATALOG)));
    }
    return trained.imagesOf(data.source(terminal), images.dataSet);
  }

  private void print(RunEvaluation result) {
    terminal
        .out()
        .printf(
            Locale.ROOT,
            "%s on %,d test images of %s: loss %s, accuracy %s%n%n",
            result.run(),
            result.examples(),
            result.dataSet(),
            NumberFormat.loss(result.loss()),
            NumberFormat.percent(result.accuracy()));
    TextTable table =
        new TextTable().column("class", LEFT).column("images", RIGHT).column("accuracy", RIGHT);
    List<RunEvaluation.OfClass> classes = result.classes();
    classes.forEach(each -> table.column(each.name(), RIGHT));
    for (int label = 0; label < classes.size(); label++) {
      String[] cells = new String[3 + classes.size()];
      cells[0] = classes.get(label).name();
      cells[1] = Integer.toString(classes.get(label).examples());
      cells[2] = NumberFormat.percent(classes.get(label).accuracy());
      for (int answer = 0; answer < classes.size(); answer++) {
        cells[3 + answer] = Integer.toString(result.confusion()[label][answer]);
      }
      table.row(cells);
    }
    table.print(terminal, "");
    terminal.out().println();
    terminal
        .out()
        .println("The columns after accuracy count the answers to the images of a class.");
  }
}
