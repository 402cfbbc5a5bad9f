package io.github.bnlab.experiment;

import io.github.bnlab.backend.Backends;
import io.github.bnlab.config.BatchNormConfig;
import io.github.bnlab.config.ConfigException;
import io.github.bnlab.config.DatasetConfig;
import io.github.bnlab.config.ExperimentReader;
import io.github.bnlab.config.InferenceStatistics;
import io.github.bnlab.config.KnownNames;
import io.github.bnlab.config.TrialConfig;
import io.github.bnlab.config.TrialConfig.BackendKind;
import io.github.bnlab.config.TrialConfig.Fallback;
import io.github.bnlab.dataset.DatasetLoader;
import io.github.bnlab.dataset.ImageFile;
import io.github.bnlab.dataset.ImageSet;
import io.github.bnlab.dataset.LoadedData;
import io.github.bnlab.dataset.SyntheticDigits;
import io.github.bnlab.experiment.TrainedRun.Prediction.Answer;
import io.github.bnlab.network.Networks;
import io.github.bnlab.network.NpyArray;
import io.github.bnlab.network.NpzFile;
import io.github.bnlab.network.ParameterFiles;
import io.github.bnlab.recording.files.Provenance;
import io.github.bnlab.recording.files.RecordException;
import io.github.bnlab.recording.files.RunFiles;
import io.github.bnlab.recording.files.RunReader;
import io.github.bnlab.recording.files.RunStatus;
import io.github.bnlab.recording.files.RunStatus.State;
import io.github.bnlab.recording.files.RunTable;
import io.github.bnlab.report.summary.Labels;
import io.github.bnlab.training.Evaluation;
import io.github.bnlab.training.Score;
import io.github.bnlab.training.TrainableCheck;
import io.github.bnlab.training.TrainingStep;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;

/**
 * A trained network, read from its run directory: {@code trial.yaml} says how it is built, {@code
 * parameters.npz} what it learned. It computes in inference mode, by the kind of step that its
 * settings ask for: if it was trained with that kind and on this backend, it repeats the recorded
 * numbers on the same images.
 */
public final class TrainedRun {
  private final Path directory;
  private final DataSource source;
  private final Consumer<String> notices;
  private boolean toldChanged;
  private final TrialConfig config;
  private final RunStatus status;
  private final Provenance provenance;
  private final Map<String, NpyArray> parameters;

  private TrainedRun(Path directory, DataSource source, Consumer<String> notices) {
    RunReader reader = new RunReader(directory);
    this.directory = directory;
    this.source = source;
    this.notices = notices;
    try {
      status = reader.status();
      provenance = reader.provenance();
    } catch (RecordException e) {
      throw new ConfigException(e.withRemedy("; run the trial again"));
    }
    requireModel();
    config = ExperimentReader.read(directory.resolve(RunFiles.TRIAL), List.of()).trials().get(0);
    parameters = NpzFile.read(directory.resolve(RunFiles.PARAMETERS));
  }

  /**
   * Reads a run directory; loads no backend.
   *
   * @param source of test images, and of training images for population statistics
   * @param notices told, a line each, what a user should know
   * @throws ConfigException if it is no run directory, its run is not over, or it has no model
   */
  public static TrainedRun open(Path directory, DataSource source, Consumer<String> notices) {
    if (!Files.isDirectory(directory)) {
      throw new ConfigException(
          directory
              + (Files.isDirectory(partial(directory))
                  ? " is not finished; wait for its run, or continue it with `bnlab run`"
                  : " is not a folder; expected that of a trial, such as results/NAME/TRIAL"));
    }
    if (!new RunReader(directory).exists()) {
      throw new ConfigException(whyNoRun(directory));
    }
    return new TrainedRun(directory, source, notices);
  }

  private static Path partial(Path directory) {
    Path whole = directory.toAbsolutePath().normalize();
    return whole.getNameCount() == 0
        ? whole
        : whole.resolveSibling(RunFiles.partial(whole.getFileName().toString()));
  }

  private static String whyNoRun(Path directory) {
    if (Files.exists(directory.resolve(RunFiles.TRIAL))) {
      return directory + " holds an unfinished run; `bnlab run` continues it";
    }
    try (Stream<Path> entries = Files.list(directory)) {
      List<String> trials =
          entries
              .filter(entry -> new RunReader(entry).exists())
              .map(Path::toString)
              .sorted()
              .toList();
      return trials.isEmpty()
          ? directory + " holds no run; `bnlab run` writes results/NAME/TRIAL"
          : directory + " holds trials, not one run; name one of them, such as " + trials.get(0);
    } catch (IOException e) {
      throw RecordException.of("Cannot read " + directory, e);
    }
  }

  private void requireModel() {
    String state = KnownNames.label(status.state());
    if (!status.state().isConclusive()) {
      throw new ConfigException(
          "%s holds an unfinished run (%s); `bnlab run` continues it".formatted(directory, state));
    }
    if (!Files.exists(directory.resolve(RunFiles.PARAMETERS))) {
      String remedy =
          status.state() == State.DIVERGED
              ? "name another run"
              : "a run that ends well writes it unless recording.model is false; to run the trial again, delete its folder and repeat `bnlab run`";
      throw new ConfigException(
          "%s holds no trained network (%s is missing, the run is %s); %s"
              .formatted(directory, RunFiles.PARAMETERS, state, remedy));
    }
  }

  /** The test images of the run's own data set, as many as it was tested on. */
  public TestImages ownImages() {
    LoadedData data = load(used(config, status));
    if (data.test().size() == 0) {
      throw new ConfigException(
          directory + " was trained without test images; name some with --data-set or --images");
    }
    tellChanged(data);
    return new TestImages(data);
  }

  private void tellChanged(LoadedData data) {
    Map<String, String> other = new LinkedHashMap<>(data.sha256());
    other.remove(SyntheticDigits.NAME);
    other.entrySet().removeAll(provenance.dataSha256().entrySet());
    if (!other.isEmpty() && !toldChanged) {
      toldChanged = true;
      String file = other.keySet().iterator().next();
      notices.accept(file + " is not the file that " + directory + " was trained with");
    }
  }

  /** The data that a trial was trained on, a stand-in or not. */
  static DatasetConfig used(TrialConfig config, RunStatus status) {
    DatasetConfig own = config.dataset();
    return status.standIn()
        ? DatasetConfig.ofCatalog(
            status.dataset(),
            own.trainingExamples(),
            own.validationExamples(),
            own.testExamples(),
            own.seed())
        : own;
  }

  /** All test images of a data set of the catalog; digits are drawn as the run draws them. */
  public TestImages imagesOf(String dataSet) {
    return new TestImages(load(DatasetConfig.ofCatalog(dataSet, 0, 0, 0, config.dataset().seed())));
  }

  /**
   * The user's own images, of the classes that the network tells apart.
   *
   * @param files IDX file of images
   * @param labels IDX file of their labels
   */
  public TestImages imagesIn(Path files, Path labels) {
    return new TestImages(files.toString(), DatasetLoader.read(files, labels), classes());
  }

  /** Test images do not depend on the training images: of these, no more are drawn than needed. */
  private LoadedData load(DatasetConfig data) {
    return source.load(data.with(1, 0), Fallback.NONE);
  }

  /** Names of the classes that the network tells apart. */
  public List<String> classes() {
    return Labels.classes(status.dataset());
  }

  /**
   * Evaluates the network.
   *
   * @param statistics that normalization takes; null for those of the run's settings
   * @throws ConfigException if the network has none of these, or overflows on the images
   */
  public RunEvaluation evaluate(TestImages images, InferenceStatistics statistics) {
    Score score = evaluation(statistics).of(images.images());
    List<String> classes = images.classes();
    if (!classes.equals(classes())) {
      notices.accept(
          "%s was trained on other classes, %s; class numbers are compared"
              .formatted(directory, String.join(", ", classes())));
    }
    List<RunEvaluation.OfClass> byClass = new ArrayList<>();
    for (int label = 0; label < classes.size(); label++) {
      int[] answers = score.confusion()[label];
      int size = Arrays.stream(answers).sum();
      Double right = size == 0 ? null : Double.valueOf(answers[label] / (double) size);
      byClass.add(new RunEvaluation.OfClass(classes.get(label), size, right));
    }
    return new RunEvaluation(
        directory.toString(),
        images.name(),
        score.examples(),
        asRecorded(score.loss()),
        score.accuracy(),
        byClass,
        score.confusion());
  }

  private Evaluation evaluation(InferenceStatistics statistics) {
    TrainingStep step = step();
    InferenceStatistics chosen = statistics(statistics);
    boolean isPopulation = chosen == InferenceStatistics.POPULATION;
    ImageSet training = null;
    if (isPopulation) {
      LoadedData data = source.load(used(config, status), Fallback.NONE);
      tellChanged(data);
      training = data.training();
      try {
        TrainableCheck.checkPopulation(config, training.size());
      } catch (ConfigException e) {
        throw new ConfigException(
            "--inference population is not possible for %s; pass --inference running: %s"
                .formatted(directory, e.getMessage()));
      }
    }
    return new Evaluation(
        step, chosen, config.training().batchSize(), config.batchNorm().groups(), training);
  }

  /** Those that are asked for, or those of the settings; the network must have them. */
  private InferenceStatistics statistics(InferenceStatistics asked) {
    BatchNormConfig norm = config.batchNorm();
    if (asked != null
        && asked != InferenceStatistics.RUNNING
        && !norm.implementation().isBatchNorm()) {
      throw new ConfigException(
          "--inference is %s, but the network in %s has no batch normalization; leave --inference out"
              .formatted(KnownNames.label(asked), directory));
    }
    return asked == null ? norm.evaluatesBy() : asked;
  }

  /**
   * The classes of images, each with its probability.
   *
   * @param statistics that normalization takes; null for those of the run's settings
   * @throws ConfigException if they are those of a batch, or as {@link #evaluate} does
   */
  public List<Prediction> predict(List<ImageFile> files, InferenceStatistics statistics) {
    if (statistics(statistics) == InferenceStatistics.BATCH) {
      throw new ConfigException(
          "images are predicted one by one, without the statistics of a batch, but %s is batch; pass --inference running or --inference population"
              .formatted(statistics == null ? "batchNorm.inference" : "--inference"));
    }
    List<double[]> answered = evaluation(statistics).oneByOne(ImageFile.together(files));
    List<Prediction> predictions = new ArrayList<>();
    for (int i = 0; i < files.size(); i++) {
      ImageFile file = files.get(i);
      double[] probabilities = answered.get(i);
      List<Answer> answers =
          IntStream.range(0, probabilities.length)
              .mapToObj(k -> new Answer(classes().get(k), asRecorded(probabilities[k])))
              .sorted(Comparator.comparing(Answer::probability).reversed())
              .toList();
      predictions.add(
          new Prediction(
              file.file().toString(), file.width(), file.height(), file.inverted(), answers));
    }
    return predictions;
  }

  /** With the digits that the records of this run have. */
  private Double asRecorded(double value) {
    if (!Double.isFinite(value)) {
      throw new ConfigException(
          directory + " holds a network that overflows on these images: a result is " + value);
    }
    return Double.valueOf(RunTable.text(value, config.dataType()));
  }

  private TrainingStep step() {
    Backends.load(BackendKind.AUTO);
    MultiLayerNetwork network = new MultiLayerNetwork(Networks.configuration(config));
    network.init();
    Path file = directory.resolve(RunFiles.PARAMETERS);
    ParameterFiles.assign(network, parameters, ParameterFiles.FINAL, file);
    return TrainingStep.of(network, config.training(), notices);
  }

  /**
   * Images to evaluate on.
   *
   * @param name of their data set
   * @param images at least one
   * @param classes names of their classes
   */
  public record TestImages(String name, ImageSet images, List<String> classes) {
    private TestImages(LoadedData data) {
      this(data.name(), data.test(), Labels.classes(data.name()));
    }
  }

  /**
   * How well a trained network does on test images, in inference mode.
   *
   * @param run its run directory
   * @param dataSet where the images are from
   * @param examples number of images
   * @param loss mean cross-entropy in nats
   * @param accuracy share of right answers, in [0, 1]
   * @param classes one by one
   * @param confusion how many images of a class (row) were taken for a class (column)
   */
  public record RunEvaluation(
      String run,
      String dataSet,
      int examples,
      double loss,
      double accuracy,
      List<OfClass> classes,
      int[][] confusion) {
    public RunEvaluation {
      classes = List.copyOf(classes);
    }

    /**
     * One class.
     *
     * @param name such as {@code Sneaker}
     * @param examples images of the class
     * @param accuracy share of them with the right answer; null where there are none
     */
    public record OfClass(String name, int examples, Double accuracy) {}
  }

  /**
   * What a trained network takes an image for.
   *
   * @param image its file
   * @param width of the image in the file
   * @param height of the image in the file
   * @param inverted whether light and dark were exchanged
   * @param classes all classes, the likeliest first
   */
  public record Prediction(
      String image, int width, int height, boolean inverted, List<Answer> classes) {
    /**
     * A class and its probability.
     *
     * @param name such as {@code Sneaker}
     * @param probability in [0, 1]
     */
    public record Answer(String name, double probability) {}
  }
}
