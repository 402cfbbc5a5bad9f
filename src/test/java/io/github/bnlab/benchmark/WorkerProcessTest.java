package io.github.bnlab.benchmark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.bnlab.training.Trials;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Workers that cannot answer: nothing waits for them forever. */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "the workers here are scripts of a Unix shell")
@Timeout(value = 1, unit = TimeUnit.MINUTES)
class WorkerProcessTest {
  @TempDir private Path folder;

  private WorkerProcess worker(String script, int seconds) {
    ProcessBuilder builder = new ProcessBuilder("sh", "-c", script);
    return new WorkerProcess("it", builder, folder.resolve("log"), Duration.ofSeconds(seconds));
  }

  @Test
  void oneThatAnswersIsAsked() {
    try (WorkerProcess worker = worker("read line; echo 2.5 1.5; read line", 30)) {
      assertThat(worker.steps(1)).isEqualTo(new Window(2.5, 1.5));
    }
  }

  @Test
  void oneThatIsStoppedIsKilled() {
    try (WorkerProcess worker = worker("echo stuck >&2; kill -STOP $$", 1)) {
      assertThatThrownBy(() -> worker.steps(1))
          .isInstanceOf(BenchmarkException.class)
          .hasMessage("it cannot be timed: it did not answer within 1 s: stuck");
    }
  }

  @Test
  void oneThatIsStoppedBetweenAnswersEndsWithTheBenchmark() throws IOException {
    Path number = folder.resolve("pid");
    try (WorkerProcess worker =
        worker("read line; echo $$ > '" + number + "'; echo 2.5 1.5; kill -STOP $$", 30)) {
      worker.steps(1);
    }
    long pid = Long.parseLong(Files.readString(number).strip());
    assertThat(ProcessHandle.of(pid).filter(ProcessHandle::isAlive)).isEmpty();
  }

  @Test
  void oneThatWasKilledIsNamedWithItsLastWords() {
    try (WorkerProcess worker = worker("echo out of memory >&2; kill -KILL $$", 30)) {
      assertThatThrownBy(() -> worker.steps(1))
          .isInstanceOf(BenchmarkException.class)
          .hasMessageStartingWith("it cannot be timed: ")
          .hasMessageEndingWith(": out of memory");
    }
  }

  @Test
  void aTemporaryFolderThatCannotBeUsedIsOneSentence() {
    String usual = System.setProperty("java.io.tmpdir", folder.resolve("gone").toString());
    try {
      assertThatThrownBy(Benchmark::scratchFolder)
          .isInstanceOf(BenchmarkException.class)
          .hasMessageContaining("gone does not exist; make room there, or choose another one");
    } finally {
      System.setProperty("java.io.tmpdir", usual);
    }
    assertThatThrownBy(() -> new ImageFiles(folder.resolve("gone")).write(Trials.data()))
        .isInstanceOf(BenchmarkException.class)
        .hasMessageContaining(folder.resolve("gone/train-images") + " does not exist; make room");
  }
}
