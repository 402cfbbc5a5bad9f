package io.github.bnlab.cli;

import io.github.bnlab.backend.BackendException;
import io.github.bnlab.config.ConfigException;
import io.github.bnlab.config.Experiment;
import io.github.bnlab.config.Require;
import io.github.bnlab.config.TrialConfig;
import io.github.bnlab.config.TrialConfig.BackendKind;
import io.github.bnlab.experiment.Cluster;
import io.github.bnlab.experiment.RunOptions;
import io.github.bnlab.experiment.RunOptions.Earlier;
import io.github.bnlab.experiment.Shard;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import picocli.CommandLine.Option;

/** {@code --on} and what belongs to it: the cluster that runs the trials. */
final class ClusterArguments {
  /** The environment variable by which the launcher takes another class path. */
  private static final String BACKEND_VARIABLE = "BNLAB_BACKEND";

  /** The optional part of the program, and its folder below target/. */
  private static final String PART = "spark";

  @Option(
      names = "--on",
      required = true,
      paramLabel = "MASTER",
      description =
          "Run the trials on a Spark cluster, such as spark://HOST:7077. The first time Maven"
              + " downloads Spark (147 MB).")
  private String master;

  @Option(
      names = "--slots",
      paramLabel = "N",
      description =
          "Trials that run at the same time on the cluster (default: all cores of a standalone"
              + " cluster, 2 executors on YARN and Kubernetes).")
  private Integer slots;

  @Option(
      names = "--spark",
      paramLabel = "KEY=VALUE",
      description = "A setting of Spark, such as spark.authenticate=true; may be given repeatedly.")
  private Map<String, String> settings = Map.of();

  @Option(
      names = "--spark-wait",
      paramLabel = "SECONDS",
      defaultValue = "60",
      description =
          "How long the cluster may be without an executor (default: ${DEFAULT-VALUE} seconds).")
  private int patience;

  /** Refuses what cannot be run on a cluster. */
  void check(Experiment experiment, Earlier earlier, Shard shard) {
    Require.that(slots == null || slots >= 1, "--slots", slots, "be at least 1");
    Require.atLeast(1, patience, "--spark-wait", "");
    for (String key : settings.keySet()) {
      if (!key.startsWith("spark.")) {
        throw new ConfigException(
            "--spark " + key + ": names of Spark's settings begin with spark.");
      }
    }
    if (!shard.isWhole()) {
      throw new ConfigException("--shard: a cluster runs all trials; give --shard 1/1 or no --on");
    }
    if (earlier == Earlier.MUST_CONTINUE) {
      throw new ConfigException(
          "--resume: trials on a cluster have no checkpoints; remove --resume or --on");
    }
    if (experiment.trials().stream().anyMatch(trial -> trial.backend() != BackendKind.CPU)) {
      throw new ConfigException("--on: machines of a cluster train on the CPU; use --backend cpu");
    }
    for (TrialConfig trial : experiment.trials()) {
      if (trial.readsWeights() && !Path.of(trial.initialWeights()).isAbsolute()) {
        throw new ConfigException(
            "--on: initialWeights is %s, which is not sent to the cluster; give an absolute path that every machine can read, or remove --on"
                .formatted(trial.initialWeights()));
      }
    }
  }

  /** Whether this process has Spark on its class path. */
  static boolean isHere() {
    return cluster().isPresent();
  }

  private static Optional<Cluster> cluster() {
    return ServiceLoader.load(Cluster.class).findFirst();
  }

  /** The same command in a process that has it. */
  static LauncherProcess elsewhere() {
    if (PART.equals(System.getenv(BACKEND_VARIABLE))) {
      throw new BackendException(
          "--on: Spark is not on the class path; remove target/spark and run the command again.");
    }
    return new LauncherProcess(Map.of(BACKEND_VARIABLE, PART), "--on", ProgramFolder.told());
  }

  RunOptions with(RunOptions options) {
    Cluster.Options asked =
        new Cluster.Options(
            master,
            settings,
            slots == null ? 0 : slots,
            Duration.ofSeconds(patience),
            TrainingCommand.nativeThreads(),
            ProgramFolder.orHere().resolve("target").resolve(PART).toAbsolutePath());
    Cluster cluster = cluster().orElseThrow();
    return options.on(trials -> cluster.run(asked, trials));
  }
}
