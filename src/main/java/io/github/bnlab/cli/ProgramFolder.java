package io.github.bnlab.cli;

import java.nio.file.Path;
import java.util.Optional;

/** The folder of the program, which the launcher passes on. */
final class ProgramFolder {
  private ProgramFolder() {}

  /** Empty where this process was not started by the launcher. */
  static Optional<Path> told() {
    return Optional.ofNullable(System.getProperty("bnlab.home")).map(Path::of);
  }

  /** The program's folder, or the working directory if the launcher did not set it. */
  static Path orHere() {
    return told().orElse(Path.of(""));
  }
}
