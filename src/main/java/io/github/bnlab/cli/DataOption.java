package io.github.bnlab.cli;

import io.github.bnlab.dataset.DataLocations;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

/** {@code --data}, of every command that reads data sets. */
final class DataOption {
  @Option(
      names = "--data",
      paramLabel = "DIR",
      description =
          "Folder that holds data sets (mnist/, fashion-mnist/), looked into before BNLAB_DATA and"
              + " the user's cache folder.")
  private Path folder;

  DataLocations locations() {
    return DataLocations.ofUser(Optional.ofNullable(folder));
  }
}
