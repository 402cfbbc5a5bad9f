package io.github.bnlab.recording;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunFileTest {
  @TempDir private Path folder;

  @Test
  void whatIsContinuedKeepsWhatItHolds() throws IOException {
    Path path = Files.writeString(folder.resolve("a.csv"), "1\n");
    try (RunFile file = new RunFile(path, true)) {
      file.write("2\n".getBytes(StandardCharsets.UTF_8));
      file.flush();
      assertThat(path).hasContent("1\n2\n");
    }
    assertThat(path).hasContent("1\n2\n");
    new RunFile(path, false).close();
    assertThat(path).isEmptyFile();
  }

  @Test
  void anInterruptedThreadStillWrites() throws IOException {
    try (RunFile file = new RunFile(folder.resolve("a.csv"), false)) {
      Thread.currentThread().interrupt();
      file.write(1);
      file.flush();
      assertThat(folder.resolve("a.csv")).hasBinaryContent(new byte[] {1});
      file.write(2);
    } finally {
      assertThat(Thread.interrupted()).isTrue();
    }
    assertThat(folder.resolve("a.csv")).hasBinaryContent(new byte[] {1, 2});
  }

  @Test
  void aFileThatCannotBeWrittenIsNamed() throws IOException {
    Path full = Path.of("/dev/full");
    assumeThat(full).as("a device without room, which Linux has").exists();
    RunFile file = new RunFile(full, false);
    file.write(1);
    assertThatThrownBy(file::flush)
        .isInstanceOf(FileSystemException.class)
        .hasMessageStartingWith("/dev/full: ")
        .hasMessageEndingWith("; fix this and run the same command to continue");
    assertThatThrownBy(file::close)
        .isInstanceOf(FileSystemException.class)
        .hasMessageStartingWith("/dev/full: ");
    file.close();
  }
}
