package io.github.bnlab.benchmark;

import io.github.bnlab.config.TrainingConfig.StepKind;
import io.github.bnlab.config.TrialConfig;
import io.github.bnlab.dataset.LoadedData;
import io.github.bnlab.experiment.TrialNetworks;
import io.github.bnlab.training.Evaluation;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Locale;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.factory.Nd4j;

/** This program's side of {@link WorkerProcess}: trains a network with one kind of step. */
public final class Worker {
  private final Path folder;
  private final TimedStep step;
  private final BenchmarkTrials trials;
  private final LoadedData data;
  private Steps steps;
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
    this.trials = new BenchmarkTrials(folder);
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
      case "steps" -> shown(steps.window(Double.parseDouble(request[1])));
      case "evaluations" -> shown(Stopwatch.laps(Double.parseDouble(request[1]), this::evaluate));
      default -> "unknown request " + request[0];
    };
  }

  private String build(String[] request) {
    boolean fit = step == TimedStep.STOCK || step == TimedStep.DL4J;
    StepKind kind = fit ? StepKind.DL4J : StepKind.PLANNED;
    TrialConfig config = trials.config(request[1], request[2], Integer.parseInt(request[3]), kind);
    if (step == TimedStep.RUN) {
      steps = new RunSteps(config, data, folder.resolve("results"));
    } else {
      MultiLayerNetwork network = TrialNetworks.build(config);
      steps = StepLoop.of(network, config, data.training());
      evaluation = new Evaluation(StepLoop.of(network, config));
    }
    return "ready";
  }

  private void evaluate(Stopwatch stopwatch) {
    stopwatch.start();
    evaluation.of(data.test());
    stopwatch.stop();
  }

  private static String shown(Window window) {
    return String.format(Locale.ROOT, "%s %s", window.milliseconds(), window.cpuMilliseconds());
  }
}
