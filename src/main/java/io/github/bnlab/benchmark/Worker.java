package io.github.bnlab.benchmark;

import io.github.bnlab.config.TrainingConfig.StepKind;
import io.github.bnlab.config.TrialConfig;
import io.github.bnlab.dataset.LoadedData;
import io.github.bnlab.experiment.TrialNetworks;
import io.github.bnlab.training.Evaluation;
import io.github.bnlab.training.TrainingSteps;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Locale;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.factory.Nd4j;

/** This program's side of {@link WorkerProcess}: {@code fit} as DL4J comes. */
public final class Worker {
  private final BenchmarkTrials trials;
  private final LoadedData data;
  private StepLoop steps;
  private Evaluation evaluation;

  /**
   * A worker on the images of a folder.
   *
   * @param folder as {@link ImageFiles} wrote it
   */
  public Worker(Path folder) {
    this.trials = new BenchmarkTrials(folder);
    this.data = new ImageFiles(folder).read();
    // The natives that DL4J takes by itself have no oneDNN; these ones have.
    Nd4j.getEnvironment().allowHelpers(false);
  }

  /** Answers requests until there are no more. */
  public void serve(BufferedReader requests, PrintStream answers) throws IOException {
    for (String line = requests.readLine(); line != null; line = requests.readLine()) {
      answers.println(answer(line.split(" ")));
    }
  }

  private String answer(String[] request) {
    return switch (request[0]) {
      case "network" -> build(request);
      case "steps" -> shown(steps.window(Double.parseDouble(request[1])));
      case "evaluation" -> shown(evaluate(evaluation, data));
      default -> "unknown request " + request[0];
    };
  }

  private String build(String[] request) {
    TrialConfig config =
        trials.config(request[1], request[2], Integer.parseInt(request[3]), StepKind.DL4J);
    MultiLayerNetwork network = TrialNetworks.build(config);
    steps =
        new StepLoop(
            TrainingSteps.of(network, config.training(), line -> {}), config, data.training());
    evaluation = Evaluation.by(StepKind.DL4J, network, config.dataType());
    return "ready";
  }

  /** Evaluates the test split once. */
  static Window evaluate(Evaluation evaluation, LoadedData data) {
    Stopwatch stopwatch = new Stopwatch();
    stopwatch.start();
    evaluation.of(data.test());
    stopwatch.stop();
    return stopwatch.mean();
  }

  private static String shown(Window window) {
    return String.format(Locale.ROOT, "%s %s", window.milliseconds(), window.cpuMilliseconds());
  }
}
