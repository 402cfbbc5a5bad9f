package io.github.bnlab.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.bnlab.recording.files.RecordException;
import io.github.bnlab.recording.files.RunPlan;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExperimentLockTest {
  @TempDir private Path results;

  private Path folder() {
    return results.resolve("experiment");
  }

  private ExperimentLock take() {
    return ExperimentLock.take(
        folder(),
        line -> {
          throw new AssertionError(line);
        });
  }

  @Test
  void aSecondRunIsToldWhoHasTheFolder() {
    ExperimentLock lock = take();
    assertThatThrownBy(this::take)
        .isInstanceOf(RecordException.class)
        .hasMessageMatching(
            ".*experiment is in use by process "
                + ProcessHandle.current().pid()
                + ", started \\d{4}-\\d\\d-\\d\\dT[0-9:]+Z; wait until it has ended, or choose"
                + " another folder with --results");
    lock.close();
    take().close();
  }

  @Test
  void aLockWhoseProcessIsGoneIsTakenOver() throws IOException {
    Files.createDirectories(folder());
    Files.writeString(folder().resolve(".lock"), "process 1, started long ago");
    ExperimentLock lock = take();
    assertThat(folder().resolve(".lock"))
        .content()
        .startsWith("process " + ProcessHandle.current().pid());
    lock.close();
  }

  @Test
  void nothingIsLeftOfALockWithoutResults() throws IOException {
    take().close();
    assertThat(folder()).doesNotExist();
    ExperimentLock lock = take();
    lock.announce(new RunPlan(List.of()));
    assertThat(folder().resolve(".plan.json")).isRegularFile();
    Files.createFile(folder().resolve("result"));
    lock.close();
    assertThat(folder())
        .isDirectoryContaining("glob:**result")
        .isDirectoryNotContaining("glob:**.lock")
        .isDirectoryNotContaining("glob:**.json");
  }
}
