package io.github.bnlab.cli;

import io.github.bnlab.dataset.DataLocations;
import io.github.bnlab.dataset.DataStore;
import io.github.bnlab.dataset.DatasetLoader;
import io.github.bnlab.experiment.DataSource;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

/** {@code --data}, of every command that reads data sets. */
final class DataOption {
  @Option(
      names = "--data",
      paramLabel = "DIR",
      description =
          "Folder that holds data sets (mnist/, fashion-mnist/), searched before BNLAB_DATA and"
              + " the user's cache folder.")
  private Path folder;

  /** Loads data sets, and shows their downloads. */
  DataSource source(Terminal terminal) {
    return new DatasetLoader(new DataStore(locations(), new DownloadProgress(terminal)))::load;
  }

  DataLocations locations() {
    return DataLocations.ofUser(Optional.ofNullable(folder));
  }
}
