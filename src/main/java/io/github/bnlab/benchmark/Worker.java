package io.github.bnlab.benchmark;

import io.github.bnlab.config.TrainingConfig.StepKind;
import io.github.bnlab.config.TrialConfig;
import io.github.bnlab.dataset.LoadedData;
import io.github.bnlab.network.Networks;
import io.github.bnlab.training.Evaluation;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.function.DoubleFunction;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.factory.Nd4j;

/** This program's side of {@link WorkerProcess}: trains a network with one kind of step. */
public final class Worker {
  /** Until steps are compiled: by the time of the first ones an epoch would be too short. */
  private static final int TRIED_WINDOWS = 8;

  private final Path folder;
  private final TimedStep step;
  private final LoadedData data;
  private DoubleFunction<Window> steps;
  private WholeRun run;
  private Evaluation evaluation;

  /**
   * A worker on the images of a folder.
   *
   * @param folder as {@link ImageFiles} wrote it
   * @param step a kind that runs in Java
   */
  public Worker(Path folder, TimedStep step) {
    this.folder = folder;
    this.step = step;
    this.data = new ImageFiles(folder).read();
    if (step == TimedStep.STOCK) {
      // The natives that DL4J takes by itself have no oneDNN; these ones have.
      Nd4j.getEnvironment().allowHelpers(false);
    }
  }

  /** Answers requests until there are no more. */
  public void serve(BufferedReader requests, PrintStream answers) throws IOException {
    for (String line = requests.readLine(); line != null; line = requests.readLine()) {
      answers.println(answer(line.split(" ")));
      answers.flush();
    }
  }

  private String answer(String[] request) {
    return switch (request[0]) {
      case "network" -> build(request);
      case "steps" -> shown(steps.apply(Double.parseDouble(request[1])));
      case "evaluations" ->
          shown(Stopwatch.laps(Double.parseDouble(request[1]), () -> evaluation.of(data.test())));
      default -> "unknown request " + request[0];
    };
  }

  private String build(String[] request) {
    boolean fit = step == TimedStep.STOCK || step == TimedStep.DL4J;
    StepKind kind = fit ? StepKind.DL4J : StepKind.PLANNED;
    TrialConfig config = Subject.trial(request[1], request[2], Integer.parseInt(request[3]), kind);
    if (step == TimedStep.RUN) {
      run = null;
      steps = seconds -> windowOfRun(config, seconds);
    } else {
      MultiLayerNetwork network = Networks.build(config);
      steps = new StepLoop(network, config, data.training())::window;
      evaluation = new Evaluation(StepLoop.step(network, config));
    }
    return "ready";
  }

  /** An epoch of a whole run, about as long as the first window. */
  private Window windowOfRun(TrialConfig config, double seconds) {
    if (run == null) {
      // Its thread tries the steps, too: one thread alone uses OpenMP, as in a run.
      run = new WholeRun(config, () -> imagesFor(config, seconds), folder.resolve("results"));
    }
    return run.window();
  }

  private LoadedData imagesFor(TrialConfig config, double seconds) {
    StepLoop probe = new StepLoop(Networks.build(config), config, data.training());
    Window window = probe.window(seconds);
    for (int tried = 1; tried < TRIED_WINDOWS; tried++) {
      window = probe.window(seconds);
    }
    long count = (long) Math.ceil(1000 * seconds / window.milliseconds());
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
