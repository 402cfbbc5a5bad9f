package io.github.bnlab.recording;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/** Deletes a folder with its content. */
public final class Directories {
  private Directories() {}

  /** Deletes it if it exists; links are not followed. */
  public static void deleteRecursively(Path folder) throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    } catch (NoSuchFileException e) {
      // It does not exist.
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }
}
