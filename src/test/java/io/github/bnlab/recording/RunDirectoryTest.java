package io.github.bnlab.recording;

import static io.github.bnlab.recording.SampleCheckpoints.ORIGIN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.bnlab.Unreadable;
import io.github.bnlab.config.TrialConfig.FloatType;
import io.github.bnlab.recording.Checkpoint.Extent;
import io.github.bnlab.recording.Checkpoint.Origin;
import io.github.bnlab.recording.files.RecordException;
import io.github.bnlab.recording.files.RunFiles;
import io.github.bnlab.recording.files.RunJson;
import io.github.bnlab.recording.files.RunStatus;
import io.github.bnlab.recording.files.RunStatus.State;
import io.github.bnlab.recording.files.RunTable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The directory of an interrupted run. */
class RunDirectoryTest {
  private static final RunTable<Point> POINTS = new RunTable<>("epochs.csv", Point.class);
  private static final RunTable<Single> SINGLES = new RunTable<>("epochs.csv", Single.class);

  /** A row of two columns. */
  public record Point(int x, int y) {}

  /** A row of one column. */
  public record Single(int z) {}

  @TempDir private Path results;

  private RunDirectory begin() {
    return new RunDirectory(results, "a").begin();
  }

  private static void checkpoint(RunDirectory directory, int step) throws IOException {
    directory.save(
        new Checkpoint(ORIGIN, directory.flush(), SampleCheckpoints.state(step, 0.5, step)));
  }

  private static void status(RunDirectory directory, State state) {
    directory.write(
        RunFiles.STATUS, RunJson.write(new RunStatus(1, state, 1, 1, "", "mnist", false, "dl4j")));
  }

  /** A table of two rows, of which a checkpoint knows the first, and a file written later. */
  private void cutOff() throws IOException {
    RunDirectory directory = begin();
    directory.write("trial.yaml", "a: 1");
    Table<Point> table = new Table<>(directory.create("epochs.csv"), POINTS, FloatType.DOUBLE);
    table.add(new Point(1, 2));
    checkpoint(directory, 7);
    table.add(new Point(3, 4));
    directory.write("failure.txt", "later");
    table.close();
  }

  private String text(String file) throws IOException {
    return Files.readString(results.resolve(file));
  }

  private List<String> names(String folder) throws IOException {
    try (Stream<Path> files = Files.list(results.resolve(folder))) {
      return files.map(f -> f.getFileName().toString()).sorted().toList();
    }
  }

  /** The place of a run may hold something that the program did not write. */
  @ParameterizedTest
  @CsvSource({"a", "a/thesis.txt"})
  void nothingButARunIsReplaced(String foreign) throws IOException {
    Path file = results.resolve(foreign);
    Files.createDirectories(file.getParent());
    Files.writeString(file, "mine");
    assertThatThrownBy(this::begin)
        .isInstanceOf(RecordException.class)
        .hasMessage(
            results.resolve("a")
                + " exists and is no run directory; move it, or choose another folder (--results)");
    assertThat(file).hasContent("mine");
    assertThat(names("")).containsExactly("a");
  }

  @Test
  void aFolderWithoutPermissionIsTold() throws IOException {
    Path folder = Unreadable.make(Files.createDirectory(results.resolve("a")));
    assertThatThrownBy(this::begin)
        .isInstanceOf(RecordException.class)
        .hasMessage(
            "Cannot write the run directory %1$s: no permission for %1$s".formatted(folder));
  }

  @Test
  void aLinkThatLeadsNowhereIsNotReplaced() throws IOException {
    Path link = Files.createSymbolicLink(results.resolve("a"), results.resolve("unmounted"));
    assertThatThrownBy(this::begin)
        .isInstanceOf(RecordException.class)
        .hasMessageContaining(link + " exists and is no run directory");
    assertThat(link).isSymbolicLink();
  }

  @Test
  void whatACheckpointKnowsOfFiles() throws IOException {
    cutOff();
    Checkpoint newest = new RunDirectory(results, "a").newestCheckpoint().orElseThrow();
    assertThat(newest.state().step()).isEqualTo(7);
    assertThat(newest.files())
        .containsExactly(
            new Extent("epochs.csv", 8, CheckpointFilesTest.checksum("x,y\n1,2\n"), true),
            new Extent("trial.yaml", 4, CheckpointFilesTest.checksum("a: 1"), false));
  }

  @Test
  void aTableContinuesWhereTheCheckpointWas() throws IOException {
    cutOff();
    try (RunDirectory directory = begin()) {
      assertThat(directory.checkpoint().orElseThrow().state().step()).isEqualTo(7);
      assertThat(directory.isDamaged()).isFalse();
      assertThat(names(".a.partial"))
          .containsExactly("checkpoint-7.npz", "epochs.csv", "trial.yaml");
      // Interrupted again before the table is open: it can still be continued.
      checkpoint(directory, 8);
    }
    try (RunDirectory directory = begin()) {
      try (Table<Point> table =
          new Table<>(directory.create("epochs.csv"), POINTS, FloatType.DOUBLE)) {
        table.add(new Point(5, 6));
      }
      try (Table<Single> other =
          new Table<>(directory.create("trial.yaml"), SINGLES, FloatType.DOUBLE)) {
        other.add(new Single(7));
      }
      directory.commit();
    }
    assertThat(text("a/epochs.csv")).isEqualTo("x,y\n1,2\n5,6\n");
    assertThat(text("a/trial.yaml")).isEqualTo("z\n7\n");
    assertThat(names("a")).containsExactly("epochs.csv", "trial.yaml");
    assertThat(names("")).containsExactly("a");
  }

  @Test
  void clearedItStartsAgain() throws IOException {
    cutOff();
    try (RunDirectory directory = begin()) {
      directory.clear();
      assertThat(directory.checkpoint()).isEmpty();
      assertThat(names(".a.partial")).isEmpty();
      try (Table<Single> table =
          new Table<>(directory.create("epochs.csv"), SINGLES, FloatType.DOUBLE)) {
        table.add(new Single(1));
      }
      directory.commit();
    }
    assertThat(text("a/epochs.csv")).isEqualTo("z\n1\n");
  }

  /** In a run that is interrupted, continues, starts again, and is replaced. */
  @Test
  void theFilesOfTheUserAreKept() throws IOException {
    RunDirectory first = begin();
    status(first, State.INTERRUPTED);
    checkpoint(first, 3);
    first.commitUnfinished();
    Files.writeString(results.resolve("a/notes.txt"), "mine");
    Files.createDirectory(results.resolve("a/.ipynb_checkpoints"));
    Files.createFile(results.resolve("a/.ipynb_checkpoints/notes.txt"));
    try (RunDirectory second = begin()) {
      checkpoint(second, 4);
      assertThat(new RunDirectory(results, "a").newestCheckpoint()).isPresent();
      second.clear();
      assertThat(names(".a.partial")).containsExactly(".ipynb_checkpoints", "notes.txt");
      status(second, State.FINISHED);
      second.commit();
    }
    try (RunDirectory third = begin()) {
      status(third, State.FINISHED);
      third.commit();
    }
    assertThat(names("a")).containsExactly(".ipynb_checkpoints", "notes.txt", "status.json");
    assertThat(results.resolve("a/.ipynb_checkpoints/notes.txt")).isEmptyFile();
    assertThat(text("a/notes.txt")).isEqualTo("mine");
  }

  /**
   * In the folder of a run that was killed, then starts again, fails, or continues an older one.
   */
  @Test
  void theFilesOfTheUserAreKeptWhereARunWasKilled() throws IOException {
    cutOff();
    Files.writeString(results.resolve(".a.partial/notes.txt"), "mine");
    Files.writeString(results.resolve(".a.partial/notes.tmp"), "mine, too");
    new RunDirectory(results, "a").forget();
    assertThat(names(".a.partial")).containsExactly("notes.tmp", "notes.txt");
    Files.delete(results.resolve(".a.partial/notes.tmp"));
    try (RunDirectory failed = begin()) {
      assertThat(failed.isDamaged()).isFalse();
      failed.write("trial.yaml", "a: 1");
    }
    assertThat(names(".a.partial")).containsExactly("notes.txt");
    RunDirectory stopped = new RunDirectory(results.resolve("other"), "a").begin();
    status(stopped, State.INTERRUPTED);
    checkpoint(stopped, 3);
    stopped.commitUnfinished();
    Files.move(stopped.target(), results.resolve("a"));
    try (RunDirectory last = begin()) {
      assertThat(last.checkpoint()).isPresent();
      last.commit();
    }
    assertThat(text("a/notes.txt")).isEqualTo("mine");
    assertThat(names("")).containsExactly("a", "other");
  }

  @Test
  void forgottenThereIsNothingToGoOnFrom() throws IOException {
    cutOff();
    new RunDirectory(results, "a").forget();
    assertThat(new RunDirectory(results, "a").newestCheckpoint()).isEmpty();
    assertThat(names("")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"INTERRUPTED, true", "FAILED, true", "FINISHED, false", "DIVERGED, false"})
  void aRunThatSaysItIsNotDoneContinues(State state, boolean continues) throws IOException {
    RunDirectory first = begin();
    status(first, state);
    checkpoint(first, 3);
    first.commitUnfinished();
    assertThat(names("a")).containsExactly("checkpoint-3.npz", "status.json");
    assertThat(new RunDirectory(results, "a").newestCheckpoint().isPresent()).isEqualTo(continues);
    try (RunDirectory second = begin()) {
      assertThat(second.checkpoint().isPresent()).isEqualTo(continues);
      assertThat(second.isDamaged()).isFalse();
      assertThat(names("").contains("a")).isNotEqualTo(continues);
    }
    new RunDirectory(results, "a").forget();
    assertThat(new RunDirectory(results, "a").newestCheckpoint()).isEmpty();
  }

  @Test
  void aRunWithoutAWholeCheckpointSaysSo() throws IOException {
    cutOff();
    Files.write(results.resolve(".a.partial/checkpoint-7.npz"), new byte[9]);
    try (RunDirectory directory = begin()) {
      assertThat(directory.isDamaged()).isTrue();
      assertThat(directory.checkpoint()).isEmpty();
      assertThat(names(".a.partial")).isEmpty();
    }
  }

  /** A status that cannot be read does not count as unfinished. */
  @Test
  void aDirectoryWithADamagedStatusIsLeftAlone() throws IOException {
    RunDirectory first = begin();
    first.write(RunFiles.STATUS, "{");
    checkpoint(first, 3);
    first.commitUnfinished();
    try (RunDirectory second = begin()) {
      assertThat(second.checkpoint()).isEmpty();
    }
    assertThat(names("a")).contains("checkpoint-3.npz");
  }

  @Test
  void closedItStaysWhereThereIsACheckpoint() throws IOException {
    try (RunDirectory directory = begin()) {
      checkpoint(directory, 3);
    }
    assertThat(names(".a.partial")).containsExactly("checkpoint-3.npz");
  }

  @Test
  void leftItStaysForAnotherProcess() throws IOException {
    RunDirectory left = new RunDirectory(results, "trial").begin();
    Path table = Files.writeString(left.path("epochs.csv"), "those of the other process");
    left.leave();
    left.close();
    assertThat(table).hasContent("those of the other process");
  }

  /** As when the last rename fails. */
  @Test
  void foldersWithinAreRemovedToo() throws IOException {
    Path users = Files.createDirectory(results.resolve("users"));
    Files.createFile(users.resolve("file"));
    try (RunDirectory directory = begin()) {
      Files.createDirectories(directory.path("checkpoint-1.tmp/er"));
      Files.createFile(directory.path("checkpoint-1.tmp/er/file"));
      Files.createSymbolicLink(directory.path("checkpoint-1.tmp/link"), users);
      Files.createSymbolicLink(directory.path("checkpoint-2.tmp"), users);
    }
    assertThat(names("")).containsExactly("users");
    assertThat(names("users")).containsExactly("file");
  }

  @Test
  void aFolderThatCannotBeMadeIsTold() throws IOException {
    Files.createFile(results.resolve("file"));
    assertThatThrownBy(() -> new RunDirectory(results.resolve("file"), "a").begin())
        .isInstanceOf(RecordException.class)
        .hasMessageContaining("Cannot write the run directory " + results.resolve("file"))
        .hasMessageEndingWith("is not a folder");
  }

  @Test
  void statesAreSavedAfterEpochsAndAfterSomeTime() throws IOException {
    RunDirectory directory = begin();
    try (CheckpointWriter writer = new CheckpointWriter(directory, ORIGIN, Duration.ofDays(1))) {
      assertThat(writer.start()).isEmpty();
      assertThat(writer.isDue(false)).isFalse();
      assertThat(writer.isDue(true)).isTrue();
      writer.save(SampleCheckpoints.state(4, 1));
    }
    try (CheckpointWriter writer = new CheckpointWriter(directory, ORIGIN, Duration.ofNanos(1))) {
      assertThat(writer.isDue(false)).isTrue();
    }
    try (CheckpointWriter writer = new CheckpointWriter(directory, ORIGIN, Duration.ZERO)) {
      assertThat(writer.isDue(true)).isFalse();
      writer.save(SampleCheckpoints.state(5, 1));
    }
    try (RunDirectory next = begin()) {
      Checkpoint found = next.checkpoint().orElseThrow();
      assertThat(found.state().step()).isEqualTo(4);
      assertThat(found.origin()).isEqualTo(ORIGIN);
      try (CheckpointWriter writer = new CheckpointWriter(next, ORIGIN, Duration.ofDays(1))) {
        assertThat(writer.start()).contains(found.state());
      }
    }
  }

  @Test
  void aStateThatCannotBeSavedFailsTheRun() throws IOException {
    RunDirectory directory = begin();
    Files.createDirectory(directory.path("checkpoint-4.tmp"));
    for (int more = 0; more <= 1; more++) {
      int last = 4 + more;
      assertThatThrownBy(
              () -> {
                try (CheckpointWriter writer =
                    new CheckpointWriter(directory, ORIGIN, Duration.ofDays(1))) {
                  for (int step = 4; step <= last; step++) {
                    writer.save(SampleCheckpoints.state(step, 1));
                  }
                }
              })
          .isInstanceOf(RecordException.class)
          .hasMessageContaining("checkpoint-4.tmp");
    }
  }

  @Test
  void aStateOfAnotherOriginIsRefused() {
    String trial = ORIGIN.trial();
    Map<String, String> data = ORIGIN.data();
    Map<String, String> fit = ORIGIN.fit();
    assertThat(ORIGIN.difference(new Origin(trial, data, "ab", fit, "other revision"))).isEmpty();
    assertThat(ORIGIN.difference(new Origin("other", data, "ab", fit, "")))
        .startsWith("its settings differ");
    assertThat(ORIGIN.difference(new Origin(trial, Map.of(), "ab", fit, "")))
        .startsWith("the data differs");
    assertThat(ORIGIN.difference(new Origin(trial, data, "cd", fit, "")))
        .startsWith("the initial parameters differ");
    assertThat(ORIGIN.difference(new Origin(trial, data, "ab", Map.of("d", "2"), "")))
        .endsWith("(c: 1 then, not set now; d: not set then, 2 now)");
  }
}
