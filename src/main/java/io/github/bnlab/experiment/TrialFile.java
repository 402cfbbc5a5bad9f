package io.github.bnlab.experiment;

import io.github.bnlab.config.TrialConfig;
import io.github.bnlab.config.TrialYaml;
import io.github.bnlab.dataset.DataException;
import io.github.bnlab.dataset.LoadedData;
import io.github.bnlab.recording.files.RunJson;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.TreeMap;

/**
 * A trial as it is handed to another process: its settings in a file that a user could have
 * written, and beside it the digests of the data that it is to be trained on. Without these, trials
 * of one run would be of different data if a file changed meanwhile.
 *
 * @param settings the file
 */
record TrialFile(Path settings) {

  void write(TrialConfig trial, LoadedData data) throws IOException {
    Files.writeString(settings, TrialYaml.write(trial));
    Files.writeString(digests(), digests(data));
  }

  /**
   * Compares data with that of the process that wrote the file.
   *
   * @throws DataException if it is not the same
   */
  void check(LoadedData data) {
    try {
      if (!Files.readString(digests()).equals(digests(data))) {
        throw new DataException(
            "the files of %s have changed since the run began; put them back, or train all trials on what is there now with --rerun"
                .formatted(data.name()));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Path digests() {
    return settings.resolveSibling(settings.getFileName() + ".sha256");
  }

  private static String digests(LoadedData data) {
    return RunJson.write(new TreeMap<>(data.sha256()));
  }
}
