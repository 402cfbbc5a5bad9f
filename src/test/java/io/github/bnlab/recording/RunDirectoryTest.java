package io.github.bnlab.recording;

import static io.github.bnlab.recording.SampleCheckpoints.ORIGIN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.bnlab.Unreadable;
import io.github.bnlab.config.TrialConfig.FloatType;
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
import org.apache.commons.io.file.PathUtils;
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
        new Checkpoint(ORIGIN, SampleCheckpoints.state(step, 0.5, step)), directory.extents());
  }

  private static void status(RunDirectory directory, State state) {
    directory.write(
        RunFiles.STATUS, RunJson.write(new RunStatus(1, state, 1, 1, "", "mnist", false, "dl4j")));
  }

  /** A table of two rows, of which a checkpoint knows the first, and a file written later. */
  private void cutOff() throws IOException {
    RunDirectory directory = begin();
    directory.write("trial.yaml", "a: 1");
    Table<Point> table = directory.open(POINTS, FloatType.DOUBLE);
    table.add(new Point(1, 2));
    checkpoint(directory, 7);
    table.add(new Point(3, 4));
    directory.write("failure.txt", "later");
    directory.closeTables();
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
  void aTableContinuesWhereTheCheckpointWas() throws IOException {
    cutOff();
    assertThat(names(".a.checkpoints")).containsExactly("checkpoint-7.npz");
    try (RunDirectory directory = begin()) {
      assertThat(directory.checkpoint().orElseThrow().state().step()).isEqualTo(7);
      assertThat(directory.isDamaged()).isFalse();
      assertThat(names(".a.partial")).containsExactly("epochs.csv", "trial.yaml");
      assertThat(text(".a.partial/epochs.csv")).isEqualTo("x,y\n1,2\n");
      // Interrupted again before the table is open: it can still be continued.
      checkpoint(directory, 8);
    }
    try (RunDirectory directory = begin()) {
      assertThat(directory.checkpoint().orElseThrow().state().step()).isEqualTo(8);
      directory.open(POINTS, FloatType.DOUBLE).add(new Point(5, 6));
      directory.write("trial.yaml", "b: 2");
      directory.closeTables();
      directory.commit();
    }
    assertThat(text("a/epochs.csv")).isEqualTo("x,y\n1,2\n5,6\n");
    assertThat(text("a/trial.yaml")).isEqualTo("b: 2");
    assertThat(names("a")).containsExactly("epochs.csv", "trial.yaml");
    assertThat(names("")).containsExactly("a");
  }

  /** A process that was suspended may have the old one open. */
  @Test
  void aTableThatContinuesIsANewFile() throws IOException {
    cutOff();
    Path held = Files.createLink(results.resolve("held"), results.resolve(".a.partial/epochs.csv"));
    try (RunDirectory directory = begin()) {
      directory.open(POINTS, FloatType.DOUBLE).add(new Point(5, 6));
      directory.flush();
      assertThat(held).hasContent("x,y\n1,2\n3,4\n");
    }
  }

  @Test
  void whatBecameOfTheFilesOfAnUnfinishedRunDoesNotMatter() throws IOException {
    cutOff();
    Files.writeString(results.resolve(".a.partial/epochs.csv"), "");
    Files.delete(results.resolve(".a.partial/trial.yaml"));
    try (RunDirectory directory = begin()) {
      assertThat(text(".a.partial/epochs.csv")).isEqualTo("x,y\n1,2\n");
      assertThat(text(".a.partial/trial.yaml")).isEqualTo("a: 1");
      directory.leave();
    }
  }

  @Test
  void clearedItStartsAgain() throws IOException {
    cutOff();
    try (RunDirectory directory = begin()) {
      directory.clear();
      assertThat(directory.checkpoint()).isEmpty();
      assertThat(names(".a.partial")).isEmpty();
      assertThat(names("")).containsExactly(".a.partial");
      directory.open(SINGLES, FloatType.DOUBLE).add(new Single(1));
      directory.closeTables();
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
      Files.writeString(second.path("further.txt"), "mine, too");
      second.clear();
      assertThat(names(".a.partial")).containsExactly("further.txt");
      assertThat(names("a")).containsExactly(".ipynb_checkpoints", "notes.txt", "status.json");
      status(second, State.FINISHED);
      second.commit();
    }
    try (RunDirectory third = begin()) {
      status(third, State.FINISHED);
      third.commit();
    }
    assertThat(names("a"))
        .containsExactly(".ipynb_checkpoints", "further.txt", "notes.txt", "status.json");
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
    Files.move(results.resolve("other/.a.checkpoints"), results.resolve(".a.checkpoints"));
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
    assertThat(names("a")).containsExactly("status.json");
    assertThat(names(".a.checkpoints")).containsExactly("checkpoint-3.npz");
    assertThat(new RunDirectory(results, "a").newestCheckpoint().isPresent()).isEqualTo(continues);
    assertThat(first.hasCheckpoints()).isEqualTo(continues);
    assertThat(first.isUntidy()).isTrue();
    try (RunDirectory second = begin()) {
      assertThat(second.checkpoint().isPresent()).isEqualTo(continues);
      assertThat(second.isDamaged()).isFalse();
      assertThat(names("")).contains("a");
      assertThat(names("").contains(".a.checkpoints")).isEqualTo(continues);
    }
    new RunDirectory(results, "a").forget();
    assertThat(new RunDirectory(results, "a").newestCheckpoint()).isEmpty();
  }

  @Test
  void aRunWithoutAWholeCheckpointSaysSo() throws IOException {
    cutOff();
    Files.write(results.resolve(".a.checkpoints/checkpoint-7.npz"), new byte[9]);
    try (RunDirectory directory = begin()) {
      assertThat(directory.isDamaged()).isTrue();
      assertThat(directory.checkpoint()).isEmpty();
      assertThat(names(".a.partial")).isEmpty();
      assertThat(names("")).containsExactly(".a.partial");
    }
  }

  /** In the folder of a run that was killed, and of one that was stopped. */
  @ParameterizedTest
  @CsvSource({
    ".a.partial, checkpoint-6.bin",
    ".a.partial, checkpoint-6.npz",
    "a, checkpoint-6.bin",
    "a, checkpoint-6.npz"
  })
  void checkpointsOfOtherVersionsAreNotUsed(String place, String file) throws IOException {
    RunDirectory first = begin();
    status(first, State.INTERRUPTED);
    first.commitUnfinished();
    Path folder = Files.createDirectories(results.resolve(place));
    Files.writeString(folder.resolve(file), "old");
    assertThat(first.newestCheckpoint()).isEmpty();
    assertThat(first.hasCheckpoints()).isTrue();
    try (RunDirectory second = begin()) {
      assertThat(second.isDamaged()).isTrue();
      assertThat(names(".a.partial")).isEmpty();
      status(second, State.FINISHED);
      second.commit();
    }
    assertThat(names("")).containsExactly("a");
    assertThat(names("a")).containsExactly("status.json");
  }

  @Test
  void withoutThoseOfOtherVersionsNothingIsDamaged() throws IOException {
    RunDirectory first = begin();
    status(first, State.INTERRUPTED);
    first.commitUnfinished();
    Files.writeString(results.resolve("a/checkpoint-6.bin"), "old");
    first.forget();
    assertThat(first.hasCheckpoints()).isFalse();
    assertThat(names("a")).containsExactly("status.json");
  }

  /** It holds the whole run, and is not what is damaged. */
  @Test
  void aDirectoryWithADamagedStatusContinuesAndIsLeftAlone() throws IOException {
    RunDirectory first = begin();
    first.write(RunFiles.STATUS, "{");
    checkpoint(first, 3);
    first.commitUnfinished();
    try (RunDirectory second = begin()) {
      assertThat(second.checkpoint()).isPresent();
    }
    assertThat(text("a/status.json")).isEqualTo("{");
  }

  /** As where the user has deleted the folder of a run that was stopped. */
  @Test
  void checkpointsWithoutARunAreNotUsed() throws IOException {
    RunDirectory first = begin();
    status(first, State.INTERRUPTED);
    checkpoint(first, 3);
    first.commitUnfinished();
    PathUtils.delete(results.resolve("a"));
    assertThat(first.newestCheckpoint()).isEmpty();
    assertThat(first.hasCheckpoints()).isFalse();
    try (RunDirectory second = begin()) {
      assertThat(second.checkpoint()).isEmpty();
      assertThat(second.isDamaged()).isFalse();
      assertThat(names("")).containsExactly(".a.partial");
    }
  }

  /** It may be whole. */
  @Test
  void aCheckpointWithoutPermissionIsToldAndNothingIsRemoved() throws IOException {
    cutOff();
    Unreadable.make(results.resolve(".a.checkpoints/checkpoint-7.npz"));
    assertNothingIsRemoved("no permission for ");
  }

  @Test
  void aCheckpointThatTheDiskDoesNotReadIsToldAndNothingIsRemoved() throws IOException {
    cutOff();
    CheckpointFilesTest.unreadable(results.resolve(".a.checkpoints/checkpoint-7.npz"));
    assertNothingIsRemoved("Input/output error");
  }

  private void assertNothingIsRemoved(String reason) throws IOException {
    assertThatThrownBy(this::begin)
        .isInstanceOf(RecordException.class)
        .hasMessageStartingWith("Cannot read " + results.resolve(".a.checkpoints/checkpoint-7.npz"))
        .hasMessageContaining(reason);
    assertThatThrownBy(() -> new RunDirectory(results, "a").newestCheckpoint())
        .isInstanceOf(RecordException.class);
    assertThat(names("")).containsExactly(".a.checkpoints", ".a.partial");
    assertThat(names(".a.checkpoints")).containsExactly("checkpoint-7.npz");
    assertThat(names(".a.partial")).containsExactly("epochs.csv", "failure.txt", "trial.yaml");
    assertThat(text(".a.partial/epochs.csv")).isEqualTo("x,y\n1,2\n3,4\n");
  }

  @Test
  void closedItStaysWhereThereIsACheckpoint() throws IOException {
    try (RunDirectory directory = begin()) {
      checkpoint(directory, 3);
    }
    assertThat(names("")).containsExactly(".a.checkpoints", ".a.partial");
  }

  @Test
  void closedItIsRemovedWhereNoCheckpointIsWhole() throws IOException {
    try (RunDirectory directory = begin()) {
      Files.createDirectory(results.resolve(".a.checkpoints"));
      Files.createFile(results.resolve(".a.checkpoints/checkpoint-3.tmp"));
      directory.open(POINTS, FloatType.DOUBLE);
    }
    assertThat(names("")).isEmpty();
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
    CheckpointWriter first = new CheckpointWriter(directory, ORIGIN, Duration.ofDays(1));
    try (first) {
      assertThat(first.start()).isEmpty();
      assertThat(first.isDue(false)).isFalse();
      assertThat(first.isDue(true)).isTrue();
      first.save(SampleCheckpoints.state(4, 1));
    }
    assertThat(first.isDue(true)).as("soon after").isFalse();
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
    Path inTheWay = results.resolve(".a.checkpoints/checkpoint-4.tmp");
    Files.createFile(Files.createDirectories(inTheWay).resolve("file"));
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
