package io.github.bnlab.backend;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.bnlab.backend.NvidiaSmi.Answer;
import io.github.bnlab.backend.NvidiaSmi.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Commands in the place of nvidia-smi. */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "the commands are scripts of a Unix shell")
class NvidiaSmiTest {
  @TempDir private Path folder;

  @Test
  void anAnswerIsBothStreamsAndTheExitCode() throws IOException {
    NvidiaSmi smi = script("echo \"$1 $2\"; echo trouble >&2; exit 9");
    Answer answer = smi.query("name,uuid", Duration.ofSeconds(20));
    assertThat(answer.outcome()).isEqualTo(Outcome.ANSWERED);
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

  private static void assertIsEndedInTime(NvidiaSmi smi) {
    long start = System.nanoTime();
    assertThat(smi.query("name", Duration.ofMillis(300))).isEqualTo(Answer.SILENT);
    // A quarter of the sleep: generous to a busy machine, and still no waiting for its end.
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(15));
  }

  @Test
  void aCommandThatCannotBeRunIsMissing() throws IOException {
    Path file = Files.writeString(folder.resolve("nvidia-smi"), "\u0000\u0001");
    assertThat(new NvidiaSmi(Optional.of(file)).query("name", Duration.ofSeconds(20)))
        .isEqualTo(Answer.MISSING);
    assertThat(new NvidiaSmi(Optional.empty()).query("name", Duration.ofSeconds(20)))
        .isEqualTo(Answer.MISSING);
  }

  private NvidiaSmi script(String commands) throws IOException {
    Path file = Files.writeString(folder.resolve("nvidia-smi"), "#!/bin/sh\n" + commands + "\n");
    assertThat(file.toFile().setExecutable(true)).isTrue();
    return new NvidiaSmi(Optional.of(file));
  }
}
