package io.github.bnlab.robustness;

import io.github.bnlab.config.ConfigException;
import io.github.bnlab.config.ExperimentReader;
import io.github.bnlab.config.TrialYaml;
import io.github.bnlab.dataset.DataException;
import io.github.bnlab.dataset.DatasetLoader;
import io.github.bnlab.network.NpzFile;
import io.github.bnlab.recording.RunDirectory;
import io.github.bnlab.recording.files.RecordException;
import io.github.bnlab.recording.files.RunReader;
import io.github.bnlab.recording.files.RunTable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Everything that reads files of unknown origin, behind one face. */
enum InputReader {
  EXPERIMENT("experiment.yaml", ConfigException.class) {
    @Override
    void read(Path file) {
      ExperimentReader.read(file, List.of());
      ExperimentReader.explain(file, List.of());
    }
  },
  /** The bytes are an argument; the file it is for is sound. */
  OVERRIDE("override.txt", ConfigException.class) {
    @Override
    void read(Path file) throws IOException {
      Path yaml = Seeds.beside(file, "sound.yaml", Seeds.EXPERIMENT);
      String override = new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
      ExperimentReader.read(yaml, List.of(override));
    }

    @Override
    String named(Path file) {
      return "";
    }
  },
  SETTINGS("trial.yaml", ConfigException.class) {
    @Override
    boolean refuses(Throwable refusal) {
      return super.refuses(refusal) || refusal instanceof RecordException;
    }

    @Override
    void read(Path file) throws IOException {
      TrialYaml.flat(file.toString(), new RunReader(file.getParent()).trialYaml());
    }
  },
  IMAGES("images-idx3-ubyte", DataException.class) {
    @Override
    void read(Path file) throws IOException {
      DatasetLoader.read(file, Seeds.beside(file, "sound-labels", Seeds.LABELS));
    }
  },
  PACKED_IMAGES("images-idx3-ubyte.gz", DataException.class) {
    @Override
    void read(Path file) throws IOException {
      DatasetLoader.read(file, Seeds.beside(file, "sound-labels", Seeds.LABELS));
    }
  },
  LABELS("labels-idx1-ubyte", DataException.class) {
    @Override
    void read(Path file) throws IOException {
      DatasetLoader.read(Seeds.beside(file, "sound-images", Seeds.IMAGES), file);
    }
  },
  NPZ("weights.npz", ConfigException.class) {
    @Override
    void read(Path file) {
      NpzFile.read(file);
    }
  },
  /** An array before it is put into an archive, which has checksums. */
  NPY("array.npz", ConfigException.class) {
    @Override
    void read(Path file) {
      NpzFile.read(file);
    }

    @Override
    byte[] packed(byte[] input) {
      return Seeds.zip("x.npy", input);
    }
  },
  /** Its JSON, before it is put into an archive, which has checksums. */
  CHECKPOINT("." + CheckpointSeed.TRIAL + ".checkpoints/checkpoint-1.npz", RecordException.class) {
    @Override
    void read(Path file) throws IOException {
      Path experiment = file.getParent().getParent();
      Files.createDirectories(experiment.resolve("." + CheckpointSeed.TRIAL + ".partial"));
      if (new RunDirectory(experiment, CheckpointSeed.TRIAL).newestCheckpoint().isEmpty()) {
        throw new RecordException(file + " is passed over");
      }
    }

    @Override
    byte[] packed(byte[] input) {
      return CheckpointSeed.of(input);
    }
  },
  STATUS("status.json", RecordException.class) {
    @Override
    void read(Path file) {
      new RunReader(file.getParent()).status();
    }
  },
  PROVENANCE("provenance.json", RecordException.class) {
    @Override
    void read(Path file) {
      new RunReader(file.getParent()).provenance();
    }
  },
  PLAN(".plan.json", RecordException.class) {
    @Override
    void read(Path file) {
      new RunReader(file.getParent()).plan();
    }
  },
  ITERATIONS(RunTable.ITERATIONS),
  EPOCHS(RunTable.EPOCHS),
  BATCH_NORM(RunTable.BATCH_NORM),
  TIMING(RunTable.TIMING),
  ACTIVATIONS(RunTable.ACTIVATIONS),
  HISTOGRAMS(RunTable.HISTOGRAMS),
  CONFUSION(RunTable.CONFUSION),
  MISTAKES(RunTable.MISTAKES),
  GRADIENTS(RunTable.GRADIENTS),
  LANDSCAPE(RunTable.LANDSCAPE),
  SHIFT(RunTable.SHIFT),
  ROBUSTNESS(RunTable.ROBUSTNESS),
  RANGE(RunTable.RANGE),
  LIMITS(RunTable.LIMITS);

  private final String fileName;
  private final Class<? extends RuntimeException> refusal;
  private final RunTable<?> table;

  InputReader(String fileName, Class<? extends RuntimeException> refusal) {
    this.fileName = fileName;
    this.refusal = refusal;
    this.table = null;
  }

  InputReader(RunTable<?> table) {
    this.fileName = table.file();
    this.refusal = RecordException.class;
    this.table = table;
  }

  /** What the file is called. */
  String fileName() {
    return fileName;
  }

  /** Whether this is what reading may throw. */
  boolean refuses(Throwable thrown) {
    return refusal.isInstance(thrown);
  }

  /** The table that is read, or null. */
  RunTable<?> table() {
    return table;
  }

  /** What every refusal names. */
  String named(Path file) {
    return file.toString();
  }

  /** What is written to the file. */
  byte[] packed(byte[] input) {
    return input;
  }

  /** Reads all of the file. */
  void read(Path file) throws IOException {
    new RunReader(file.getParent()).each(table, row -> {});
  }
}
