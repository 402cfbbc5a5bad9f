package io.github.bnlab.dataset;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;

/** Where tests find the real data sets: {@code BNLAB_DATA}, else {@code ../shared/data}. */
public final class RealData {
  private RealData() {}

  /** The folder, or null. */
  private static Path folder() {
    Path path = Path.of(Optional.ofNullable(System.getenv("BNLAB_DATA")).orElse("../shared/data"));
    return Files.isDirectory(path) ? path : null;
  }

  /** The folder; without one the calling test is skipped. */
  public static Path folderOrSkip() {
    Path path = folder();
    Assumptions.assumeTrue(path != null, "no real data: BNLAB_DATA names no folder");
    return path;
  }
}
