package io.github.bnlab.benchmark;

import io.github.bnlab.config.TrainingConfig.StepKind;
import io.github.bnlab.config.TrialConfig;
import io.github.bnlab.dataset.EpochOrder;
import io.github.bnlab.dataset.LoadedData;
import io.github.bnlab.engine.kernels.Batch;
import io.github.bnlab.network.Networks;
import io.github.bnlab.recording.ProbeRecorder;
import io.github.bnlab.recording.Recorder;
import io.github.bnlab.recording.RunDirectory;
import io.github.bnlab.training.Evaluation;
import io.github.bnlab.training.Examples;
import io.github.bnlab.training.Trainer;
import io.github.bnlab.training.TrainingLength;
import io.github.bnlab.training.TrainingObserver;
import io.github.bnlab.training.TrainingStep;
import java.io.BufferedReader;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.nd4j.linalg.factory.Nd4j;

/** This program's side of {@link WorkerProcess}: trains a network with one kind of step. */
public final class Worker {
  /** Until steps are compiled: by the time of the first ones an epoch would be too short. */
  private static final int WARM_UP_WINDOWS = 7;

  /** Batches differ from step to step, or the loss would fall to nothing. */
  private static final int BATCHES = 32;

  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
  private static final double NANOS_PER_MILLISECOND = 1e6;

  private final Path folder;
  private final TimedStep kind;
  private final LoadedData data;
  private final TrialConfig config;
  private final TrainingStep step;
  private final List<Batch> batches = new ArrayList<>();
  private int taken;
  private long cpu;
  private long wall;

  /**
   * A worker on the images of a folder.
   *
   * @param folder as {@link ImageFiles} wrote it
   * @param kind of step, one that runs in Java
   * @param name of the network in the literature
   * @param normalization its label in configurations
   */
  public Worker(Path folder, TimedStep kind, String name, String normalization, int batchSize) {
    this.folder = folder;
    this.kind = kind;
    this.data = new ImageFiles(folder).read();
    if (kind == TimedStep.STOCK) {
      // The natives that DL4J takes by itself have no oneDNN; these ones have.
      Nd4j.getEnvironment().allowHelpers(false);
    }
    boolean fit = kind == TimedStep.STOCK || kind == TimedStep.DL4J;
    this.config =
        Subject.trial(name, normalization, batchSize, fit ? StepKind.DL4J : StepKind.PLANNED);
    this.step =
        TrainingStep.of(
            Networks.build(config),
            config.training(),
            why -> {
              // A step of another kind than the one asked for must not be timed in its place.
              throw new BenchmarkException(why);
            });
    int size = data.training().size();
    int[] order = EpochOrder.of(config.training().seed(), 1, size, true);
    for (int end = batchSize; end <= size && batches.size() < BATCHES; end += batchSize) {
      batches.add(Examples.of(data.training(), order, end - batchSize, batchSize));
    }
  }

  /** Answers requests until there are no more; of a whole run, each is an epoch. */
  public void serve(BufferedReader reader, PrintStream answers) {
    Iterator<String> requests = reader.lines().iterator();
    String line = requests.hasNext() ? requests.next() : null;
    if (line != null && kind == TimedStep.RUN) {
      wholeRun(imagesFor(Double.parseDouble(line.split(" ")[1])), requests, answers);
      return;
    }
    Evaluation evaluation = new Evaluation(step);
    while (line != null) {
      line = next(requests, answers, answer(line.split(" "), evaluation));
    }
  }

  private String answer(String[] request, Evaluation evaluation) {
    return switch (request[0]) {
      case "steps" -> shown(steps(Double.parseDouble(request[1])));
      case "evaluations" ->
          shown(laps(Double.parseDouble(request[1]), () -> evaluation.of(data.test())));
      default -> "unknown request " + request[0];
    };
  }

  private static String shown(Window window) {
    return window.milliseconds() + " " + window.cpuMilliseconds();
  }

  /** Answers a request and waits for the next one; null after the last. */
  private static String next(Iterator<String> requests, PrintStream answers, String answer) {
    answers.println(answer);
    answers.flush();
    return requests.hasNext() ? requests.next() : null;
  }

  /** Steps for about some time, at least one, with the gathering of their batches. */
  private Window steps(double seconds) {
    return laps(seconds, () -> step.take(batches.get(taken++ % batches.size())));
  }

  private Window laps(double seconds, Runnable lap) {
    start();
    int laps = 0;
    do {
      lap.run();
      laps++;
    } while (System.nanoTime() - wall < seconds * 1e9);
    return mean(laps);
  }

  private void start() {
    cpu = THREADS.getCurrentThreadCpuTime();
    wall = System.nanoTime();
  }

  /** For each of so many parts of the time since the start. */
  private Window mean(int parts) {
    double wallTime = (System.nanoTime() - wall) / NANOS_PER_MILLISECOND;
    double cpuTime = (THREADS.getCurrentThreadCpuTime() - cpu) / NANOS_PER_MILLISECOND;
    return new Window(wallTime / parts, cpuTime / parts);
  }

  /** So many that an epoch takes about some time. */
  private LoadedData imagesFor(double seconds) {
    steps(WARM_UP_WINDOWS * seconds);
    long count = (long) Math.ceil(1000 * seconds / steps(seconds).milliseconds());
    int batchSize = config.training().batchSize();
    return new LoadedData(
        data.name(),
        data.missing(),
        data.training().first((int) Math.min(count * batchSize, Integer.MAX_VALUE)),
        data.validation(),
        data.test().first(batchSize),
        data.sha256());
  }

  /**
   * Times the epochs of a trial that is trained and recorded as {@code bnlab run} does. A window is
   * all of an epoch but its evaluation: order, batches, steps, records.
   */
  private void wholeRun(LoadedData images, Iterator<String> requests, PrintStream answers) {
    Path results = folder.resolve("results");
    try (RunDirectory directory = new RunDirectory(results, config.trial()).begin()) {
      EpochTimes times = new EpochTimes(images, requests, answers);
      List<TrainingObserver> observers =
          List.of(new Recorder(directory), new ProbeRecorder(directory), times);
      new Trainer(() -> times.stopped).train(Networks.build(config), config, images, observers);
      if (!times.stopped) {
        throw new BenchmarkException("the run ended before the benchmark stopped it");
      }
    }
  }

  private final class EpochTimes implements TrainingObserver {
    private final Iterator<String> requests;
    private final PrintStream answers;
    private final int stepsPerEpoch;
    private Window window;
    private boolean stopped;

    EpochTimes(LoadedData images, Iterator<String> requests, PrintStream answers) {
      this.requests = requests;
      this.answers = answers;
      stepsPerEpoch =
          TrainingLength.of(config.training(), images.training().size()).stepsPerEpoch();
    }

    @Override
    public void stepDone(StepDone event) {
      if (event.step() % stepsPerEpoch == 0) {
        window = mean(stepsPerEpoch);
      }
    }

    @Override
    public void epochDone(EpochDone event) {
      stopped = event.epoch() > 0 && next(requests, answers, shown(window)) == null;
      start();
    }
  }
}
