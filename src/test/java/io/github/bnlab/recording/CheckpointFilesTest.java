package io.github.bnlab.recording;

import static io.github.bnlab.recording.SampleCheckpoints.assertSame;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.bnlab.config.Changed;
import io.github.bnlab.recording.Checkpoint.Extent;
import io.github.bnlab.training.NetworkState;
import io.github.bnlab.training.TrainingState;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

// No test waits; a read from a pipe would never end.
@Timeout(60)
class CheckpointFilesTest {
  private static final Extent TABLE = new Extent("iterations.csv", 4, checksum("1234"), true);

  @TempDir private Path directory;
  private CheckpointFiles files;

  @BeforeEach
  void twoCheckpoints() throws IOException {
    files = new CheckpointFiles(directory);
    Files.writeString(directory.resolve("iterations.csv"), "1234567");
    files.write(SampleCheckpoints.of(3, TABLE));
    files.write(SampleCheckpoints.of(12, TABLE, new Extent("epochs.csv", 0, 0, false)));
    Files.createFile(directory.resolve("epochs.csv"));
  }

  private Path file(int step) {
    return directory.resolve("checkpoint-" + step + ".npz");
  }

  private List<String> names() throws IOException {
    try (Stream<Path> entries = Files.list(directory)) {
      return entries.map(entry -> entry.getFileName().toString()).sorted().toList();
    }
  }

  /** The step of the newest, having been read whole; 0 if no checkpoint is there. */
  private int newest() throws IOException {
    return files.newestWhole().map(found -> found.state().step()).orElse(0);
  }

  @Test
  void theNewestTwoAreKept() throws IOException {
    assertThat(newest()).isEqualTo(12);
    files.write(SampleCheckpoints.of(100, TABLE));
    assertThat(names())
        .containsExactly("checkpoint-100.npz", "checkpoint-12.npz", "epochs.csv", "iterations.csv");
    assertSame(files.newestWhole().orElseThrow(), SampleCheckpoints.of(100, TABLE));
    files.delete();
    assertThat(names()).containsExactly("epochs.csv", "iterations.csv");
  }

  @Test
  void thereAreSomeOrNone() throws IOException {
    assertThat(files.exist()).isTrue();
    Files.createFile(directory.resolve("checkpoint-13.tmp"));
    files.delete();
    assertThat(files.exist()).isFalse();
    assertThat(names()).containsExactly("epochs.csv", "iterations.csv");
    assertThat(new CheckpointFiles(directory.resolve("none")).exist()).isFalse();
  }

  @Test
  void cutShortAnywhereTheOneBeforeIsTaken() throws IOException {
    byte[] whole = Files.readAllBytes(file(12));
    for (int length = 0; length < whole.length; length++) {
      Files.write(file(12), Arrays.copyOf(whole, length));
      assertThat(newest()).as("%d bytes", length).isEqualTo(3);
    }
    Files.write(file(3), new byte[0]);
    assertThat(newest()).isZero();
  }

  /** Each is whole; what counts is what it says, not what it is called. */
  @Test
  void swappedFilesAreReadAsWhatTheyAre() throws IOException {
    Files.move(file(3), directory.resolve("other"));
    Files.move(file(12), file(3));
    Files.move(directory.resolve("other"), file(12));
    assertSame(files.newestWhole().orElseThrow(), SampleCheckpoints.of(3, TABLE));
  }

  @Test
  void filesOfTheRunMustBeAsLongAsTheyWere() throws IOException {
    Files.delete(directory.resolve("epochs.csv"));
    assertThat(newest()).as("a file lost").isEqualTo(3);
    Files.writeString(directory.resolve("iterations.csv"), "1234");
    assertThat(newest()).as("as long").isEqualTo(3);
    Files.writeString(directory.resolve("iterations.csv"), "123");
    assertThat(newest()).as("shorter").isZero();
    Files.delete(directory.resolve("iterations.csv"));
    Files.createDirectory(directory.resolve("iterations.csv"));
    assertThat(newest()).as("a folder").isZero();
  }

  @Test
  void filesOfTheRunMustBeginWithTheBytesThatTheyHad() throws IOException {
    Files.writeString(directory.resolve("iterations.csv"), "1244567");
    assertThat(newest()).isZero();
  }

  @Test
  void filesBesideTheRunAreNotTouched() throws IOException {
    Path beside = directory.resolve("run");
    CheckpointFiles below = new CheckpointFiles(Files.createDirectory(beside));
    below.write(SampleCheckpoints.of(3, new Extent("..", 0, 0, false)));
    below.write(SampleCheckpoints.of(4, new Extent("", 0, 0, false)));
    assertThat(below.newestWhole()).isEmpty();
  }

  /** Adam holds two values of each weight; a DeepNet may have 5 million. */
  @Test
  void theStateOfTheLargestNetworkIsReadBack() throws IOException {
    int weights = 5_400_000;
    TrainingState small = SampleCheckpoints.state(20);
    NetworkState network = new NetworkState(new double[weights], new double[2 * weights], 20, 2);
    TrainingState state = Changed.with(small, "network", network);
    files.write(new Checkpoint(SampleCheckpoints.ORIGIN, List.of(TABLE), state));
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
    Files.createFile(directory.resolve("checkpoint-x.npz"));
    Files.createFile(directory.resolve("checkpoint-99999999999.npz"));
    Files.copy(file(3), directory.resolve("checkpoint-15.tmp"));
    assertThat(newest()).isEqualTo(12);
  }

  /** A read from a pipe without a writer would never end. */
  @Test
  void pipesAreNotWaitedFor() throws Exception {
    Process made = new ProcessBuilder("mkfifo", file(13).toString()).start();
    Assumptions.assumeTrue(made.waitFor() == 0, "no mkfifo on this system");
    assertThat(newest()).isEqualTo(12);
  }

  @Test
  void whatWasWrittenLaterIsCutOffOrRemoved() throws IOException {
    Files.writeString(directory.resolve("confusion.csv"), "x");
    Files.createFile(directory.resolve("checkpoint-3.tmp"));
    Files.writeString(directory.resolve("notes.txt"), "the user's");
    files.settle(SampleCheckpoints.of(3, TABLE));
    assertThat(names()).containsExactly("checkpoint-3.npz", "iterations.csv", "notes.txt");
    assertThat(directory.resolve("iterations.csv")).hasContent("1234");
    files.settle(SampleCheckpoints.of(3, TABLE));
    assertThat(directory.resolve("iterations.csv")).hasContent("1234");
  }

  @Test
  void aCheckpointReplacesOneOfTheSameStep() throws IOException {
    Files.copy(file(3), file(12), StandardCopyOption.REPLACE_EXISTING);
    files.write(SampleCheckpoints.of(12, TABLE));
    assertThat(newest()).isEqualTo(12);
    assertThat(names()).doesNotContain("checkpoint-12.tmp");
  }

  static int checksum(String text) {
    CRC32C checksum = new CRC32C();
    checksum.update(text.getBytes(StandardCharsets.UTF_8));
    return (int) checksum.getValue();
  }
}
