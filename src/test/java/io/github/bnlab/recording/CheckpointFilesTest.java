package io.github.bnlab.recording;

import static io.github.bnlab.recording.SampleCheckpoints.assertSame;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.github.bnlab.Unreadable;
import io.github.bnlab.config.Changed;
import io.github.bnlab.recording.files.RecordException;
import io.github.bnlab.training.NetworkState;
import io.github.bnlab.training.TrainingState;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

// No test waits; a read from a pipe would never end.
@Timeout(60)
class CheckpointFilesTest {
  @TempDir private Path run;
  @TempDir private Path parent;
  private CheckpointFiles files;
  private Path table;

  /** Of a table of which both know four bytes, and of another one that is empty in the second. */
  @BeforeEach
  void twoCheckpoints() throws IOException {
    files = new CheckpointFiles(parent.resolve("checkpoints"));
    table = Files.writeString(run.resolve("iterations.csv"), "1234567");
    files.write(SampleCheckpoints.of(3), Map.of(table, 4L));
    Path other = Files.createFile(run.resolve("epochs.csv"));
    files.write(SampleCheckpoints.of(12), Map.of(table, 4L, other, 0L));
  }

  private Path file(int step) {
    return files.folder().resolve("checkpoint-" + step + ".npz");
  }

  private static List<String> names(Path folder) throws IOException {
    try (Stream<Path> entries = Files.list(folder)) {
      return entries.map(entry -> entry.getFileName().toString()).sorted().toList();
    }
  }

  /** The step of the newest, having been read whole; 0 if no checkpoint is there. */
  private int newest() throws IOException {
    return files.newestWhole().map(found -> found.checkpoint().state().step()).orElse(0);
  }

  @Test
  void theNewestTwoAreKept() throws IOException {
    assertThat(newest()).isEqualTo(12);
    files.write(SampleCheckpoints.of(100), Map.of(table, 4L));
    assertThat(names(files.folder())).containsExactly("checkpoint-100.npz", "checkpoint-12.npz");
    assertSame(files.newestWhole().orElseThrow().checkpoint(), SampleCheckpoints.of(100));
    files.delete();
    assertThat(names(parent)).isEmpty();
    assertThat(names(run)).containsExactly("epochs.csv", "iterations.csv");
  }

  @Test
  void thereAreSomeOrNone() throws IOException {
    assertThat(files.exist()).isTrue();
    Files.createFile(files.folder().resolve("checkpoint-13.tmp"));
    files.delete();
    assertThat(files.exist()).isFalse();
    assertThat(names(parent)).isEmpty();
    files.delete();
    assertThat(files.newestWhole()).isEmpty();
  }

  /** What ends after the last file of the archive lacks its list of contents only. */
  @Test
  void cutShortAnywhereTheOneBeforeIsTakenUnlessNothingIsLost() throws IOException {
    byte[] whole = Files.readAllBytes(file(12));
    int end = CheckpointFormatTest.endOfFiles(whole);
    for (int length = 0; length < whole.length; length++) {
      Files.write(file(12), Arrays.copyOf(whole, length));
      assertThat(newest()).as("%d bytes", length).isEqualTo(length < end ? 3 : 12);
    }
    Files.write(file(12), new byte[0]);
    Files.write(file(3), new byte[0]);
    assertThat(newest()).isZero();
  }

  /** Each is whole; what counts is what it says, not what it is called. */
  @Test
  void swappedFilesAreReadAsWhatTheyAre() throws IOException {
    Path other = files.folder().resolve("other");
    Files.move(file(3), other);
    Files.move(file(12), file(3));
    Files.move(other, file(12));
    assertSame(files.newestWhole().orElseThrow().checkpoint(), SampleCheckpoints.of(3));
  }

  @Test
  void theFilesOfTheRunAreWhatTheyWereWhateverBecameOfThem() throws IOException {
    Files.writeString(table, "edited");
    Path restored = Files.createDirectory(parent.resolve("restored"));
    files.restore(files.newestWhole().orElseThrow(), restored);
    assertThat(names(restored)).containsExactly("epochs.csv", "iterations.csv");
    assertThat(restored.resolve("iterations.csv")).hasContent("1234");
    assertThat(restored.resolve("epochs.csv")).isEmptyFile();
  }

  /** They would count as newer ones than those that the run writes from here on. */
  @Test
  void damagedOnesThatArePassedOverAreRemoved() throws IOException {
    Files.write(file(12), new byte[9]);
    Files.delete(table);
    files.restore(files.newestWhole().orElseThrow(), run);
    assertThat(names(files.folder())).containsExactly("checkpoint-3.npz");
    assertThat(table).hasContent("1234");
  }

  @Test
  void filesBesideTheRunAreNotTouched() throws IOException {
    byte[] whole = Files.readAllBytes(file(3));
    Map<String, byte[]> contents = CheckpointFormatTest.contents(whole);
    byte[] table = contents.remove("iterations.csv");
    for (String name : List.of("../iterations.csv", "/iterations.csv", "a/b", "notes.txt", "")) {
      contents.put(name, table);
      Files.write(file(12), CheckpointFormatTest.packed(contents));
      contents.remove(name);
      assertThat(newest()).as(name).isEqualTo(3);
    }
  }

  /** Adam holds two values of each weight; a DeepNet may have 5 million. */
  @Test
  void theStateOfTheLargestNetworkIsReadBack() throws IOException {
    int weights = 5_400_000;
    TrainingState small = SampleCheckpoints.state(20);
    NetworkState network = new NetworkState(new double[weights], new double[2 * weights], 20, 2);
    network.parameters()[0] = 0.1; // no float, so that all take 8 bytes
    TrainingState state = Changed.with(small, "network", network);
    files.write(new Checkpoint(SampleCheckpoints.ORIGIN, state), Map.of(table, 4L));
    assertThat(newest()).isEqualTo(20);
  }

  @Test
  void whatIsNoFileOrFarTooLargeIsPassedOver() throws Exception {
    Files.createDirectory(file(13));
    assertThat(newest()).isEqualTo(12);
    try (RandomAccessFile huge = new RandomAccessFile(file(14).toFile(), "rw")) {
      huge.setLength(3L << 30);
    }
    assertThat(newest()).isEqualTo(12);
    Files.createFile(files.folder().resolve("checkpoint-x.npz"));
    Files.createFile(files.folder().resolve("checkpoint-99999999999.npz"));
    Files.copy(file(3), files.folder().resolve("checkpoint-15.tmp"));
    assertThat(newest()).isEqualTo(12);
  }

  /** A read from a pipe without a writer would never end. */
  @Test
  void pipesAreNotWaitedFor() throws Exception {
    Process made = new ProcessBuilder("mkfifo", file(13).toString()).start();
    Assumptions.assumeTrue(made.waitFor() == 0, "no mkfifo on this system");
    assertThat(newest()).isEqualTo(12);
  }

  /** It may be whole: the one before would be a loss. */
  @Test
  void oneWithoutPermissionIsNotPassedOver() throws IOException {
    Unreadable.make(file(12));
    assertThatThrownBy(this::newest)
        .isInstanceOf(RecordException.class)
        .hasMessage("Cannot read %1$s: no permission for %1$s".formatted(file(12)))
        .matches(e -> ((RecordException) e).isDenied());
  }

  @Test
  void oneThatTheDiskDoesNotReadIsNotPassedOver() throws IOException {
    unreadable(file(12));
    assertThatThrownBy(this::newest)
        .isInstanceOf(RecordException.class)
        .hasMessage("Cannot read " + file(12) + ": Input/output error");
  }

  /** A file that is there, and whose bytes cannot be read. */
  static void unreadable(Path file) throws IOException {
    Path memory = Path.of("/proc/self/mem");
    assumeThat(memory).as("a file whose first byte cannot be read, which Linux has").exists();
    Files.delete(file);
    Files.createSymbolicLink(file, memory);
  }

  @Test
  void aFullDiskWhileTheRunIsRestoredIsNamedAndCostsNothing() throws IOException {
    Path full = Path.of("/dev/full");
    assumeThat(full).as("a device without room, which Linux has").exists();
    Files.delete(table);
    Files.createSymbolicLink(table, full);
    assertThatThrownBy(() -> files.restore(files.newestWhole().orElseThrow(), run))
        .isInstanceOf(FileSystemException.class)
        .hasMessageStartingWith(table + ": No space left on device");
    assertThat(newest()).isEqualTo(12);
    assertThat(names(files.folder())).containsExactly("checkpoint-12.npz", "checkpoint-3.npz");
  }

  @Test
  void aCheckpointReplacesOneOfTheSameStep() throws IOException {
    Files.copy(file(3), file(12), StandardCopyOption.REPLACE_EXISTING);
    files.write(SampleCheckpoints.of(12), Map.of(table, 4L));
    assertThat(newest()).isEqualTo(12);
  }

  @Test
  void oneThatCannotBeWrittenLeavesNothing() throws IOException {
    Files.delete(table);
    assertThatThrownBy(() -> files.write(SampleCheckpoints.of(100), Map.of(table, 4L)))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("iterations.csv");
    assertThat(names(files.folder())).containsExactly("checkpoint-12.npz", "checkpoint-3.npz");
  }
}
