package io.github.bnlab.backend;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.bnlab.backend.CudaDriver.Answer;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Commands in the place of nvidia-smi. */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "the commands are scripts of a Unix shell")
class CudaDriverTest {
  @TempDir private Path folder;

  @Test
  void anAnswerIsBothStreamsAndTheExitCode() throws IOException {
    Path smi = script("echo \"$1 $2\"; echo trouble >&2; exit 9");
    Answer answer = CudaDriver.query(Optional.of(smi), "name,uuid", Duration.ofSeconds(20));
    assertThat(answer.exitCode()).isEqualTo(9);
    assertThat(answer.output())
        .isEqualTo("--query-gpu=name,uuid --format=csv,noheader,nounits\ntrouble\n");
  }

  @Test
  void aCommandThatHangsIsEndedInTime() throws IOException {
    assertIsEndedInTime(script("exec sleep 60"));
  }

  @Test
  void aCommandThatHasSpokenAndDoesNotEndIsEndedInTimeToo() throws IOException {
    assertIsEndedInTime(script("echo answer; exec sleep 60 >/dev/null 2>&1"));
  }

  private static void assertIsEndedInTime(Path smi) {
    long start = System.nanoTime();
    assertThat(CudaDriver.query(Optional.of(smi), "name", Duration.ofMillis(300)))
        .isEqualTo(Answer.SILENT);
    // A quarter of the sleep: generous to a busy machine, and still no waiting for its end.
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(15));
  }

  @Test
  void aCommandThatCannotBeRunIsMissing() throws IOException {
    Path file = Files.writeString(folder.resolve("nvidia-smi"), "\u0000\u0001");
    assertThat(CudaDriver.query(Optional.of(file), "name", Duration.ofSeconds(20)))
        .isEqualTo(Answer.MISSING);
    assertThat(CudaDriver.query(Optional.empty(), "name", Duration.ofSeconds(20)))
        .isEqualTo(Answer.MISSING);
  }

  /** A NUL is not part of any path, as a quotation mark is not on Windows. */
  @Test
  void anEntryOfThePathThatIsNoFolderIsSkipped() throws IOException {
    Path smi = script("echo");
    String path = String.join(File.pathSeparator, "\"a\u0000\"", "", folder.toString());
    assertThat(CudaDriver.command(Map.of("PATH", path))).contains(smi);
  }

  private Path script(String commands) throws IOException {
    Path file = Files.writeString(folder.resolve("nvidia-smi"), "#!/bin/sh\n" + commands + "\n");
    assertThat(file.toFile().setExecutable(true)).isTrue();
    return file;
  }
}
