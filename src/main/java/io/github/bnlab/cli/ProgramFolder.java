package io.github.bnlab.cli;

import java.nio.file.Path;
import java.util.Optional;

/** The folder of the program, which the launcher tells. */
final class ProgramFolder {
  private ProgramFolder() {}

  /** Empty where this process was not started by the launcher. */
  static Optional<Path> told() {
    return Optional.ofNullable(System.getProperty("bnlab.home")).map(Path::of);
  }

  /** The working directory where nothing is told. */
  static Path orHere() {
    return told().orElse(Path.of(""));
  }
}
