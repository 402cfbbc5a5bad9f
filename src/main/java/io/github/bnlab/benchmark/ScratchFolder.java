package io.github.bnlab.benchmark;

import io.github.bnlab.config.MessageText;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.commons.io.file.PathUtils;

/** A folder for the time of a benchmark. */
final class ScratchFolder implements AutoCloseable {
  private static final String PREFIX = "bnlab-benchmark-";
  private static final String TEMPORARY = "java.io.tmpdir";

  private final Path path;

  ScratchFolder() {
    try {
      removeAbandoned();
      path = Files.createTempDirectory(PREFIX + ProcessHandle.current().pid() + "-");
    } catch (IOException e) {
      throw cannotWrite(e);
    }
  }

  /** Why the folder for temporary files cannot be used. */
  static BenchmarkException cannotWrite(IOException e) {
    return new BenchmarkException(
        "Cannot write to the folder for temporary files, %s: %s; make room there, or choose another one with BNLAB_JAVA_OPTS=-Djava.io.tmpdir=DIR"
            .formatted(System.getProperty(TEMPORARY), MessageText.reason(e)),
        e);
  }

  /** Removes the folders of processes that were killed. */
  private static void removeAbandoned() throws IOException {
    Path folder = Path.of(System.getProperty(TEMPORARY));
    try (DirectoryStream<Path> folders = Files.newDirectoryStream(folder, PREFIX + "*-*")) {
      for (Path scratch : folders) {
        String pid = scratch.getFileName().toString().substring(PREFIX.length()).split("-")[0];
        if (pid.matches("\\d{1,9}") && ProcessHandle.of(Long.parseLong(pid)).isEmpty()) {
          try {
            PathUtils.delete(scratch);
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
      PathUtils.delete(path);
    } catch (IOException e) {
      // The next benchmark removes it.
    }
  }
}
