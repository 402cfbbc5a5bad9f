package io.github.bnlab.cli;

import io.github.bnlab.backend.Backends;
import io.github.bnlab.benchmark.Benchmark;
import io.github.bnlab.benchmark.BenchmarkOptions;
import io.github.bnlab.benchmark.BenchmarkResult;
import io.github.bnlab.benchmark.Comparison;
import io.github.bnlab.benchmark.Spread;
import io.github.bnlab.benchmark.TimedStep;
import io.github.bnlab.benchmark.Timing;
import io.github.bnlab.benchmark.Timing.Task;
import io.github.bnlab.config.BatchNormImplementation;
import io.github.bnlab.config.ConfigException;
import io.github.bnlab.config.DatasetConfig;
import io.github.bnlab.config.KnownNames;
import io.github.bnlab.config.NetworkKind;
import io.github.bnlab.config.NetworkName;
import io.github.bnlab.config.Require;
import io.github.bnlab.config.TrialConfig.BackendKind;
import io.github.bnlab.config.TrialConfig.Fallback;
import io.github.bnlab.dataset.LoadedData;
import io.github.bnlab.recording.files.RunJson;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "bench",
    description = {
      "Compare the speed of training steps with that of DL4J, PyTorch and JAX.",
      "The kinds are: planned, steps of this program's engine; run, the epochs of a `bnlab run`; dl4j, DL4J's"
          + " fit, tuned; stock, fit with DL4J's defaults; PyTorch; JAX. They take turns in short windows,"
          + " and each ratio compares windows of the same turn, so other work on the machine affects"
          + " all kinds alike."
    },
    footer = {
      "",
      "Examples:",
      "  bnlab bench",
      "  bnlab bench --networks BNLeNet --seconds 20 --threads 2 --json bench.json",
      "  bnlab bench --python /path/to/python3 --jax /path/to/python3"
    })
final class BenchCommand extends PrintingCommand implements Callable<Integer> {
  @Mixin private DataOption data;

  @Option(
      names = "--networks",
      split = ",",
      paramLabel = "NAME",
      defaultValue = "SimpleNet,SimpleNetBN,LeNet,BNLeNet",
      description = "Networks to time (default: ${DEFAULT-VALUE}).")
  private List<NetworkName> networks;

  @Option(
      names = "--implementation",
      split = ",",
      paramLabel = "NAME",
      defaultValue = "custom,built-in",
      description = "Implementations of batch normalization to time (default: ${DEFAULT-VALUE}).")
  private List<BatchNormImplementation> implementations;

  @Option(
      names = "--steps",
      split = ",",
      paramLabel = "STEP",
      defaultValue = "planned,run,dl4j,stock",
      description =
          "Kinds of step to time (default: ${DEFAULT-VALUE}); --python and --jax add more.")
  private List<TimedStep> steps;

  @Option(
      names = "--batch",
      paramLabel = "N",
      defaultValue = "128",
      description = "Batch size (default: ${DEFAULT-VALUE}).")
  private int batchSize;

  @Option(
      names = "--seconds",
      paramLabel = "S",
      defaultValue = "5",
      description =
          "Seconds for which each kind is timed for each network; steps are timed for at least 2.5"
              + " seconds (default: ${DEFAULT-VALUE}).")
  private double seconds;

  /** Read by the launcher, since native libraries take the number when they load. */
  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "Threads of a training step (default: BNLAB_THREADS, else 1).")
  private Integer threads;

  @Option(
      names = "--data-set",
      paramLabel = "NAME",
      converter = DataOption.Name.class,
      defaultValue = "synthetic-digits",
      description =
          "Data set of the images: synthetic-digits, mnist or fashion-mnist (default:"
              + " ${DEFAULT-VALUE}, which needs no file).")
  private String dataset;

  @Option(
      names = "--python",
      paramLabel = "FILE",
      description =
          "A python3 that can import torch. Also times PyTorch, with its default allocator and"
              + " with a tuned one; with --steps planned,run,pytorch-compiled also compiled (torch.compile).")
  private Path python;

  @Option(
      names = "--jax",
      paramLabel = "FILE",
      description = "A python3 that can import jax. Also times JAX.")
  private Path jax;

  @Option(
      names = "--json",
      paramLabel = "FILE",
      description = "Also write the results to this JSON file.")
  private Path json;

  @Override
  public Integer call() throws IOException {
    Require.atLeast(1, batchSize, "--batch", "");
    Require.that(
        seconds >= 0 && seconds < Double.POSITIVE_INFINITY,
        "--seconds",
        seconds,
        "be at least 0 and finite");
    OutputFile.requireWritable(json);
    requireProgram(python, "--python");
    requireProgram(jax, "--jax");
    Backends.requireOnClassPath(BackendKind.CPU);
    BenchmarkOptions options = options();
    LoadedData images =
        data.source(terminal).load(DatasetConfig.ofCatalog(dataset, 0, 0, 0, 1), Fallback.NONE);
    int most = images.training().size();
    Require.that(
        batchSize <= most, "--batch", batchSize, "be at most " + most + ", the training images");
    BenchmarkResult result = Benchmark.run(options, images, terminal::say);
    print(result);
    if (json != null) {
      byte[] text = RunJson.write(result).getBytes(StandardCharsets.UTF_8);
      OutputFile.write(json, out -> out.write(text));
    }
    return ExitCode.OK;
  }

  /** A name without a folder is looked for on the PATH when it is started. */
  private static void requireProgram(Path file, String option) {
    if (file != null && file.getParent() != null) {
      boolean found =
          Stream.of(file, Path.of(file + ".exe"))
              .anyMatch(each -> Files.isRegularFile(each) && Files.isExecutable(each));
      Require.that(found, option, file, "be a python3 that can be started");
    }
  }

  private BenchmarkOptions options() {
    Set<TimedStep> all = EnumSet.copyOf(steps);
    if (python != null) {
      all.addAll(Set.of(TimedStep.PYTORCH, TimedStep.PYTORCH_TUNED));
    }
    if (jax != null) {
      all.add(TimedStep.JAX);
    }
    for (TimedStep step : all) {
      Path interpreter = step == TimedStep.JAX ? jax : python;
      if (step.isPython() && interpreter == null) {
        String option = step == TimedStep.JAX ? "--jax" : "--python";
        throw new ConfigException(
            "--steps %s needs %s FILE, a python3 that can import %s"
                .formatted(KnownNames.label(step), option, step.module()));
      }
    }
    boolean deep = networks.stream().anyMatch(n -> n.kind() == NetworkKind.DEEP_NET);
    if (deep && all.stream().anyMatch(TimedStep::isPython)) {
      throw new ConfigException(
          "--networks DeepNet: the scripts for PyTorch and JAX have no such network; leave out DeepNet, or --python and --jax");
    }
    int openMp = Backends.load(BackendKind.CPU).openMpThreads();
    Path scripts = ProgramFolder.orHere().resolve("src/test/python");
    return new BenchmarkOptions(
        networks,
        implementations,
        all,
        batchSize,
        seconds,
        BenchmarkOptions.WINDOW_SECONDS,
        openMp,
        python,
        jax,
        scripts);
  }

  private void print(BenchmarkResult result) {
    terminal.line(
        "%s, %d cores; ND4J threads %d; batch %d of %s; load %.1f before, %.1f after",
        result.machine().cpu(),
        result.machine().cores(),
        result.backend().openMpThreads(),
        result.batchSize(),
        result.dataset(),
        result.load1MinuteBefore(),
        result.load1MinuteAfter());
    if (result.load1MinuteBefore() > result.machine().cores() / 2.0) {
      terminal.line("! This machine was busy with other work: trust the ratios, not the times.");
    }
    terminal.line("%nTraining steps, milliseconds");
    print(result.timings(), Task.STEP);
    terminal.line("%nEvaluation of %d images, milliseconds", result.evaluatedImages());
    print(result.timings(), Task.EVALUATION);
    terminal.line("%nRatios, window by window");
    print(result.comparisons());
  }

  private void print(List<Timing> timings, Task task) {
    TextTable table =
        new TextTable()
            .left("network", "normalization", "step")
            .right("median", "quartiles", "least", "processor time", "images/s")
            .lessImportant("processor time", "quartiles", "least");
    for (Timing timing : timings) {
      if (timing.task() == task) {
        Spread ms = timing.milliseconds();
        table.row(
            timing.network(),
            timing.normalization(),
            timing.step().title(),
            milliseconds(ms.median()),
            milliseconds(ms.lowerQuartile()) + " - " + milliseconds(ms.upperQuartile()),
            milliseconds(ms.least()),
            milliseconds(timing.cpuMilliseconds().median()),
            NumberFormat.rate(timing.samplesPerSecond()));
      }
    }
    table.print(terminal, "  ");
  }

  private void print(List<Comparison> comparisons) {
    TextTable table =
        new TextTable()
            .left("network", "time of first / of second")
            .right("median", "quartiles", "processor time");
    for (Comparison each : comparisons) {
      table.row(
          each.network(),
          each.what(),
          ratio(each.ratio().median()),
          ratio(each.ratio().lowerQuartile()) + " - " + ratio(each.ratio().upperQuartile()),
          ratio(each.cpuRatio().median()));
    }
    table.print(terminal, "  ");
  }

  private static String milliseconds(double value) {
    return String.format(Locale.ROOT, value < 100 ? "%.3f" : "%.0f", value);
  }

  private static String ratio(double value) {
    return String.format(Locale.ROOT, "%.2f", value);
  }
}
