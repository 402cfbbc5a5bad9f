package io.github.bnlab.benchmark;

import io.github.bnlab.benchmark.Stopwatch.Window;
import io.github.bnlab.config.TrainingConfig.StepKind;
import io.github.bnlab.config.TrialConfig;
import io.github.bnlab.dataset.LoadedData;
import io.github.bnlab.network.Networks;
import io.github.bnlab.training.Evaluation;
import java.io.BufferedReader;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Iterator;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.factory.Nd4j;

/** This program's side of {@link WorkerProcess}: trains a network with one kind of step. */
public final class Worker {
  /** Until steps are compiled: by the time of the first ones an epoch would be too short. */
  private static final int WARM_UP_WINDOWS = 7;

  private final Path folder;
  private final TimedStep step;
  private final LoadedData data;
  private final TrialConfig config;
  private final MultiLayerNetwork network;
  private final StepLoop steps;

  /**
   * A worker on the images of a folder.
   *
   * @param folder as {@link ImageFiles} wrote it
   * @param step a kind that runs in Java
   * @param name of the network in the literature
   * @param normalization its label in configurations
   */
  public Worker(Path folder, TimedStep step, String name, String normalization, int batchSize) {
    this.folder = folder;
    this.step = step;
    this.data = new ImageFiles(folder).read();
    if (step == TimedStep.STOCK) {
      // The natives that DL4J takes by itself have no oneDNN; these ones have.
      Nd4j.getEnvironment().allowHelpers(false);
    }
    boolean fit = step == TimedStep.STOCK || step == TimedStep.DL4J;
    StepKind kind = fit ? StepKind.DL4J : StepKind.PLANNED;
    this.config = Subject.trial(name, normalization, batchSize, kind);
    this.network = Networks.build(config);
    this.steps = new StepLoop(network, config, data.training());
  }

  /** Answers requests until there are no more; of a whole run, each is an epoch. */
  public void serve(BufferedReader reader, PrintStream answers) {
    Iterator<String> requests = reader.lines().iterator();
    String line = requests.hasNext() ? requests.next() : null;
    if (line != null && step == TimedStep.RUN) {
      LoadedData images = imagesFor(Double.parseDouble(line.split(" ")[1]));
      new WholeRun(window -> next(requests, answers, shown(window)) != null)
          .train(config, images, folder.resolve("results"));
      return;
    }
    Evaluation evaluation = new Evaluation(StepLoop.step(network, config));
    while (line != null) {
      line = next(requests, answers, answer(line.split(" "), evaluation));
    }
  }

  /** Answers a request and waits for the next one; null after the last. */
  private static String next(Iterator<String> requests, PrintStream answers, String answer) {
    answers.println(answer);
    answers.flush();
    return requests.hasNext() ? requests.next() : null;
  }

  private String answer(String[] request, Evaluation evaluation) {
    return switch (request[0]) {
      case "steps" -> shown(steps.window(Double.parseDouble(request[1])));
      case "evaluations" ->
          shown(Stopwatch.laps(Double.parseDouble(request[1]), () -> evaluation.of(data.test())));
      default -> "unknown request " + request[0];
    };
  }

  /** So many that an epoch takes about some time. */
  private LoadedData imagesFor(double seconds) {
    steps.window(WARM_UP_WINDOWS * seconds);
    long count = (long) Math.ceil(1000 * seconds / steps.window(seconds).milliseconds());
    int batchSize = config.training().batchSize();
    return new LoadedData(
        data.name(),
        data.missing(),
        data.training().first((int) Math.min(count * batchSize, Integer.MAX_VALUE)),
        data.validation(),
        data.test().first(batchSize),
        data.sha256());
  }

  private static String shown(Window window) {
    return window.milliseconds() + " " + window.cpuMilliseconds();
  }
}
