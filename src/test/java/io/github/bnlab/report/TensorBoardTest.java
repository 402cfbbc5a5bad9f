package io.github.bnlab.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.github.bnlab.config.ConfigException;
import io.github.bnlab.recording.files.RunReader;
import io.github.bnlab.recording.files.RunTable;
import io.github.bnlab.report.EventRecords.Fields;
import io.github.bnlab.report.runs.Problem;
import io.github.bnlab.report.tensorboard.TensorBoard;
import io.github.bnlab.rows.Rows.BatchNormRow;
import io.github.bnlab.rows.Rows.EpochRow;
import io.github.bnlab.rows.Rows.HistogramRow;
import io.github.bnlab.rows.Rows.IterationRow;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TensorBoardTest {
  private static final String FILE = "events.out.tfevents.0.bnlab";

  @TempDir private Path folder;

  private Path experiment;
  private Path logs;
  private final List<Problem> problems = new ArrayList<>();

  @BeforeEach
  void writeTrials() {
    experiment = folder.resolve("results/swept");
    logs = folder.resolve("logs");
    MadeUpRuns runs = new MadeUpRuns(experiment).length(3, 5);
    runs.finished("custom", 1, 0.5);
    runs.finished("custom", 2);
    runs.diverged("none", 1, 7);
  }

  private int export() throws IOException {
    problems.clear();
    return TensorBoard.export(experiment, logs, problems);
  }

  private Path file(String trial) {
    return logs.resolve("swept").resolve(trial).resolve(FILE);
  }

  private List<Fields> events(String trial) throws IOException {
    List<Fields> events = EventRecords.of(file(trial));
    Fields first = events.get(0);
    assertThat(first.text(3)).isEqualTo("brain.Event:2");
    assertThat(first.in(10).text(1)).isEqualTo("batchnorm-lab");
    return events.subList(1, events.size());
  }

  /** Summary.Value by tag, each with its event, in order of the file. */
  private Map<String, List<Fields>> byTag(String trial) throws IOException {
    Map<String, List<Fields>> tags = new TreeMap<>();
    for (Fields event : events(trial)) {
      tags.computeIfAbsent(event.in(5, 1).text(1), tag -> new ArrayList<>()).add(event);
    }
    return tags;
  }

  private static List<String> points(List<Fields> events) {
    return events.stream().map(event -> event.number(2) + " " + event.in(5, 1).float32(2)).toList();
  }

  @Test
  void curvesAreThoseOfTheRecordsByStepAndByEpoch() throws IOException {
    assertThat(export()).isEqualTo(3);
    assertThat(problems).isEmpty();
    for (String trial : List.of("custom-seed2", "none-seed1")) {
      RunReader run = new RunReader(experiment.resolve(trial));
      Map<String, List<Fields>> tags = byTag(trial);
      List<IterationRow> steps = run.rows(RunTable.ITERATIONS);
      assertThat(points(tags.get("loss/batch")))
          .isEqualTo(
              steps.stream().map(row -> row.step() + " " + (float) row.trainingLoss()).toList());
      List<EpochRow> epochs = run.rows(RunTable.EPOCHS);
      assertThat(points(tags.get("accuracy/test")))
          .isEqualTo(
              epochs.stream()
                  .map(row -> row.step() + " " + row.testAccuracy().floatValue())
                  .toList());
      assertThat(points(tags.get("epoch_loss/test")))
          .isEqualTo(
              epochs.stream().map(row -> row.epoch() + " " + row.testLoss().floatValue()).toList());
      assertThat(points(tags.get("loss/train"))).hasSize(epochs.size() - 1);
      assertThat(tags).doesNotContainKeys("loss/validation", "accuracy/validation");
    }
    assertThat(points(byTag("none-seed1").get("loss/batch"))).last().isEqualTo("7 NaN");
  }

  @Test
  void timesAndWhatIsMeasuredOfLayersAreScalars() throws IOException {
    Path trial = experiment.resolve("custom-seed2");
    Files.writeString(
        trial.resolve("gradients.csv"),
        "epoch,step,layer,gradient_norm,parameter_norm\n1,1,conv1,0.5,3.0\n1,4,conv1,0.25,3.5\n");
    Files.writeString(
        trial.resolve("shift.csv"),
        "epoch,step,layer,mean_drift,variance_drift,gradient_shift,gradient_cosine\n"
            + "1,4,conv2,0.25,0.5,0.75,-0.5\n1,4,output,0.125,1.0,,\n");
    export();
    Map<String, List<Fields>> tags = byTag("custom-seed2");
    assertThat(points(tags.get("timing/training_seconds")))
        .containsExactly("5 2.5", "10 2.5", "15 2.5");
    assertThat(points(tags.get("timing/evaluation_seconds")))
        .containsExactly("5 0.5", "10 0.5", "15 0.5");
    assertThat(tags.get("timing/training_samples_per_second")).hasSize(3);
    assertThat(points(tags.get("gradient_norm/conv1"))).containsExactly("1 0.5", "4 0.25");
    assertThat(points(tags.get("parameter_norm/conv1"))).containsExactly("1 3.0", "4 3.5");
    assertThat(points(tags.get("mean_drift/conv2"))).containsExactly("4 0.25");
    assertThat(points(tags.get("variance_drift/output"))).containsExactly("4 1.0");
    assertThat(points(tags.get("gradient_shift/conv2"))).containsExactly("4 0.75");
    assertThat(points(tags.get("gradient_cosine/conv2"))).containsExactly("4 -0.5");
    assertThat(tags).doesNotContainKeys("gradient_shift/output", "gradient_cosine/output");
  }

  @Test
  void trialsOfALargeExperimentAreInItsFolder() throws IOException {
    Path part = Files.createDirectory(experiment.resolve("_3f"));
    Files.move(experiment.resolve("custom-lr0.5-seed1"), part.resolve("custom-lr0.5-seed1"));
    assertThat(export()).isEqualTo(3);
    assertThat(file("custom-lr0.5-seed1")).exists();
    assertThat(file("custom-seed2")).exists();
  }

  /** An epoch took 2.5 s and its evaluation 0.5 s. */
  @Test
  void timesAreSecondsSinceTheTrialBegan() throws IOException {
    export();
    Map<String, List<Fields>> tags = byTag("custom-seed2");
    List<Fields> steps = tags.get("loss/batch");
    for (int step = 1; step <= steps.size(); step++) {
      assertThat(steps.get(step - 1).float64(1)).isEqualTo(step * 0.6, within(1e-12));
    }
    assertThat(tags.get("epoch_loss/train").stream().map(event -> event.float64(1)))
        .containsExactly(3.0, 6.0, 9.0);
    Files.delete(experiment.resolve("custom-seed2/timing.csv"));
    export();
    assertThat(events("custom-seed2")).isNotEmpty().allMatch(event -> event.float64(1) == 0);
  }

  @Test
  void histogramsHoldTheValuesOfNormalizationLayersAndActivations() throws IOException {
    export();
    Map<String, List<Fields>> tags = byTag("custom-seed2");
    RunReader run = new RunReader(experiment.resolve("custom-seed2"));
    double[] gamma =
        run.rows(RunTable.BATCH_NORM).stream()
            .filter(row -> row.epoch() == 2 && row.layer().equals("conv2"))
            .mapToDouble(BatchNormRow::gamma)
            .toArray();
    assertThat(tags.get("gamma/conv2")).hasSize(4);
    Fields event = tags.get("gamma/conv2").get(2);
    assertThat(event.number(2)).isEqualTo(10);
    Fields histogram = event.in(5, 1, 5);
    assertThat(histogram.float64(1)).isEqualTo(Arrays.stream(gamma).min().orElseThrow());
    assertThat(histogram.float64(2)).isEqualTo(Arrays.stream(gamma).max().orElseThrow());
    assertThat(histogram.float64(3)).isEqualTo(16);
    assertThat(histogram.float64(4)).isEqualTo(Arrays.stream(gamma).sum(), within(1e-12));
    double squares = Arrays.stream(gamma).map(value -> value * value).sum();
    assertThat(histogram.float64(5)).isEqualTo(squares, within(1e-12));
    double below = histogram.float64(1);
    for (int bin = 0; bin < 30; bin++) {
      double low = below;
      double high = bin == 29 ? Double.POSITIVE_INFINITY : histogram.doubles(6)[bin];
      assertThat(histogram.doubles(7)[bin])
          .isEqualTo(Arrays.stream(gamma).filter(value -> value >= low && value < high).count());
      below = high;
    }
    assertThat(tags)
        .containsKeys("beta/conv1", "running_mean/dense1", "running_variance/dense2")
        .containsKeys("activations/conv1", "activations/conv1/unit_0");

    List<HistogramRow> bins =
        run.rows(RunTable.HISTOGRAMS).stream()
            .filter(row -> row.epoch() == 3 && row.unit().equals("all"))
            .toList();
    Fields activations = tags.get("activations/conv1").get(3).in(5, 1, 5);
    assertThat(activations.float64(1)).isEqualTo(bins.get(0).low());
    assertThat(activations.doubles(6))
        .containsExactly(bins.stream().mapToDouble(HistogramRow::high).toArray(), within(1e-12));
    assertThat(activations.doubles(7))
        .containsExactly(bins.stream().mapToDouble(HistogramRow::count).toArray());
  }

  /** A layer whose values are equal, and one whose values are not numbers. */
  @Test
  void valuesWithoutASpreadHaveAHistogram() throws IOException {
    Files.writeString(
        experiment.resolve("custom-seed2/batchnorm.csv"),
        "epoch,layer,feature,gamma,beta,running_mean,running_variance\n"
            + "0,dense1,0,1,NaN,,\n0,dense1,1,1,NaN,,\n1,dense1,0,2,5,,\n1,dense1,1,NaN,6,,\n");
    export();
    Map<String, List<Fields>> tags = byTag("custom-seed2");
    Fields equal = tags.get("gamma/dense1").get(0).in(5, 1, 5);
    assertThat(List.of(equal.float64(1), equal.float64(2), equal.float64(3)))
        .containsExactly(0.5, 1.5, 2.0);
    assertThat(tags.get("gamma/dense1").get(1).in(5, 1, 5).float64(3)).isEqualTo(1);
    assertThat(tags.get("beta/dense1")).hasSize(1);
    assertThat(tags).doesNotContainKey("running_mean/dense1");
  }

  @Test
  void settingsAreATextAndHyperparametersWithTheirMetrics() throws IOException {
    export();
    Map<String, List<Fields>> tags = byTag("custom-lr0.5-seed1");
    Fields text = tags.get("settings").get(0).in(5, 1);
    assertThat(text.in(9, 1).text(1)).isEqualTo("text");
    assertThat(text.in(8).text(8))
        .contains("    label: custom-lr0.5-seed1\n    network: LeNet\n", "      seed: 1\n");

    Fields described = hparams(tags, "experiment").in(2);
    assertThat(described.text(6)).isEqualTo("swept");
    List<Fields> settings = described.all(4);
    assertThat(settings.stream().map(info -> info.text(1) + " " + info.number(4)))
        .containsExactly(
            "batchNorm.implementation 1", "training.learningRate 3", "training.seed 3");
    assertThat(settings.get(0).in(5).all(1).stream().map(value -> value.text(3)))
        .containsExactly("custom", "none");
    assertThat(settings.get(1).in(6).float64(1)).isEqualTo(0.1);
    assertThat(settings.get(1).in(6).float64(2)).isEqualTo(0.5);
    List<String> metrics = described.all(5).stream().map(metric -> metric.in(1).text(2)).toList();
    assertThat(metrics).containsExactlyInAnyOrder("loss/train", "loss/test", "accuracy/test");
    assertThat(tags.keySet()).containsAll(metrics);

    new MadeUpRuns(experiment).length(3, 5).diverged("none", 2, 3);
    export();
    assertThat(hparams(byTag("none-seed2"), "experiment").in(2).all(5))
        .extracting(metric -> metric.in(1).text(2))
        .contains("loss/train");

    Fields start = hparams(tags, "session_start_info").in(3);
    assertThat(start.all(1).stream().map(entry -> entry.text(1)))
        .containsExactly("batchNorm.implementation", "training.learningRate", "training.seed");
    assertThat(start.all(1).get(0).in(2).text(3)).isEqualTo("custom");
    assertThat(start.all(1).get(1).in(2).float64(2)).isEqualTo(0.5);
    assertThat(start.text(4)).isEqualTo("custom-lr0.5-seed1");
    Fields end = hparams(tags, "session_end_info").in(4);
    assertThat(end.number(1)).isEqualTo(1);
    assertThat(end.float64(2)).isEqualTo(9);
    assertThat(hparams(byTag("none-seed1"), "session_end_info").in(4).number(1)).isEqualTo(2);
  }

  private static Fields hparams(Map<String, List<Fields>> tags, String name) {
    assertThat(tags.get("_hparams_/" + name)).hasSize(1);
    Fields plugin = tags.get("_hparams_/" + name).get(0).in(5, 1, 9, 1);
    assertThat(plugin.text(1)).isEqualTo("hparams");
    return plugin.in(2);
  }

  @Test
  void anExportReplacesItsOwnFilesAndNoOthers() throws IOException {
    export();
    byte[] first = Files.readAllBytes(file("custom-seed2"));
    Files.writeString(
        experiment.resolve("custom-seed2/iterations.csv"), "step,epoch,training_loss\n");
    export();
    assertThat(Files.readAllBytes(file("custom-seed2"))).hasSizeLessThan(first.length);
    try (Stream<Path> files = Files.walk(logs)) {
      assertThat(files.filter(Files::isRegularFile)).hasSize(3);
    }

    Path other = file("none-seed1").resolveSibling("events.out.tfevents.1700000000.host");
    Files.writeString(other, "of another program");
    byte[] before = Files.readAllBytes(file("custom-seed2"));
    writeTrials();
    assertThatThrownBy(this::export)
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("tfevents.1700000000.host was not written by this program");
    assertThat(file("custom-seed2")).hasBinaryContent(before);
    Files.delete(other);
    export();
    assertThat(file("custom-seed2")).hasBinaryContent(first);
  }

  @Test
  void aTrialAloneIsWrittenBesideTheOthers() throws IOException {
    experiment = experiment.resolve("custom-seed2");
    assertThat(export()).isEqualTo(1);
    assertThat(file("custom-seed2")).isNotEmptyFile();
    Fields described = hparams(byTag("custom-seed2"), "experiment").in(2);
    assertThat(described.all(4).stream().map(info -> info.text(1)))
        .containsExactly("training.seed");
  }

  @Test
  void whatCannotBeReadIsSaidAndTheRestIsWritten() throws IOException {
    Path damaged = experiment.resolve("custom-seed2/epochs.csv");
    Files.writeString(damaged, Files.readString(damaged) + "4,x,,,,,\n");
    Files.delete(experiment.resolve("custom-seed2/status.json"));
    export();
    assertThat(problems.stream().map(Problem::where))
        .containsExactlyInAnyOrder("custom-seed2/epochs.csv", "custom-seed2/status.json");
    assertThat(byTag("custom-seed2"))
        .containsKey("loss/test")
        .doesNotContainKey("_hparams_/session_end_info");
  }

  /** What TensorBoard itself reads. */
  @Test
  void tensorBoardReadsTheSame() throws Exception {
    assumeTrue(python("import tensorboard") != null, "python3 has no package tensorboard");
    export();
    String read =
        python(
            """
            import json, sys
            from tensorboard.backend.event_processing.event_accumulator import EventAccumulator
            from tensorboard.plugins.hparams import metadata
            run = EventAccumulator(sys.argv[1], {"scalars": 0, "histograms": 0, "tensors": 0})
            run.Reload()
            start = run.SummaryMetadata(metadata.SESSION_START_INFO_TAG).plugin_data.content
            hparams = metadata.parse_session_start_info_plugin_data(start).hparams
            gamma = run.Histograms("gamma/conv2")[2]
            print(json.dumps({
                "tags": sorted(run.Tags()["scalars"] + run.Tags()["histograms"]),
                "losses": [[s.step, s.value] for s in run.Scalars("loss/batch")],
                "gamma": [gamma.step, gamma.histogram_value.num, sum(gamma.histogram_value.bucket)],
                "settings": run.Tensors("settings")[0].tensor_proto.string_val[0].decode(),
                "rate": hparams["training.learningRate"].number_value}))
            """,
            file("custom-seed2").getParent().toString());
    JsonObject found = JsonParser.parseString(read).getAsJsonObject();
    Map<String, List<Fields>> tags = byTag("custom-seed2");
    assertThat(found.getAsJsonArray("tags").asList().stream().map(tag -> tag.getAsString()))
        .containsExactlyElementsOf(
            tags.keySet().stream()
                .filter(tag -> !tag.startsWith("_hparams_") && !tag.equals("settings"))
                .toList());
    assertThat(
            found.getAsJsonArray("losses").asList().stream()
                .map(pair -> pair.getAsJsonArray())
                .map(pair -> pair.get(0).getAsInt() + " " + pair.get(1).getAsFloat()))
        .containsExactlyElementsOf(points(tags.get("loss/batch")));
    assertThat(found.get("gamma")).hasToString("[10,16.0,16.0]");
    assertThat(found.get("settings").getAsString()).contains("    network: LeNet\n");
    assertThat(found.get("rate").getAsDouble()).isEqualTo(0.1);
  }

  /** What a script prints, or null if it fails or there is no Python. */
  private static String python(String script, String... arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of("python3", "-c", script));
    command.addAll(List.of(arguments));
    Process process;
    try {
      process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
    } catch (IOException e) {
      return null;
    }
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return process.waitFor() == 0 ? out : null;
  }
}
