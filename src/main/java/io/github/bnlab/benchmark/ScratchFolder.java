package io.github.bnlab.benchmark;

import io.github.bnlab.recording.Directories;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** A folder for the time of a benchmark. */
final class ScratchFolder implements AutoCloseable {
  private static final String PREFIX = "bnlab-benchmark-";

  private final Path path;

  ScratchFolder() {
    try {
      removeAbandoned();
      path = Files.createTempDirectory(PREFIX + ProcessHandle.current().pid() + "-");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Removes the folders of processes that were killed. */
  private static void removeAbandoned() throws IOException {
    Path folder = Path.of(System.getProperty("java.io.tmpdir"));
    try (DirectoryStream<Path> folders = Files.newDirectoryStream(folder, PREFIX + "*-*")) {
      for (Path scratch : folders) {
        String pid = scratch.getFileName().toString().substring(PREFIX.length()).split("-")[0];
        if (pid.matches("\\d{1,9}") && ProcessHandle.of(Long.parseLong(pid)).isEmpty()) {
          try {
            Directories.deleteRecursively(scratch);
          } catch (IOException e) {
            // It is another user's.
          }
        }
      }
    }
  }

  Path path() {
    return path;
  }

  @Override
  public void close() {
    try {
      Directories.deleteRecursively(path);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
