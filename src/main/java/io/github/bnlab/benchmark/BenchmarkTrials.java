package io.github.bnlab.benchmark;

import io.github.bnlab.config.ExperimentReader;
import io.github.bnlab.config.KnownNames;
import io.github.bnlab.config.TrainingConfig.StepKind;
import io.github.bnlab.config.TrialConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The trials that are timed: the program's defaults but for what is compared. */
final class BenchmarkTrials {
  /** So many that the benchmark stops the run before it ends. */
  private static final int EPOCHS = 1_000_000;

  private final Path file;

  /** Trials read from a file that is written to a folder. */
  BenchmarkTrials(Path folder) {
    try {
      this.file = Files.writeString(folder.resolve("benchmark.yaml"), "name: benchmark\n");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  TrialConfig config(Subject subject, int batchSize, StepKind step) {
    return config(subject.network().name(), subject.normalization(), batchSize, step);
  }

  /** The trial of a network by its name in the literature, with a normalization by its label. */
  TrialConfig config(String network, String normalization, int batchSize, StepKind step) {
    List<String> settings =
        new ArrayList<>(
            List.of(
                "network=" + network,
                "dataset=synthetic-digits",
                "training.batchSize=" + batchSize,
                "training.epochs=" + EPOCHS,
                "training.step=" + KnownNames.label(step)));
    if (!normalization.equals("none")) {
      settings.add("batchNorm.implementation=" + normalization);
    }
    TrialConfig trial = ExperimentReader.read(file, settings).trials().get(0);
    return trial.named(network + "-" + normalization);
  }
}
