package io.github.bnlab.recording;

import static io.github.bnlab.recording.SampleCheckpoints.assertSame;
import static io.github.bnlab.recording.SampleCheckpoints.sealed;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.bnlab.recording.Checkpoint.Extent;
import io.github.bnlab.recording.Checkpoint.Origin;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Checkpoints read back as they were written, and anything else is refused. */
class CheckpointFormatTest {
  private static final com.sun.management.ThreadMXBean THREADS =
      (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();

  private static final Checkpoint SAMPLE =
      SampleCheckpoints.of(9, new Extent("a.csv", 5, 0, true), new Extent("b", 0, 0, false));
  private static final byte[] BYTES = bytes(SAMPLE);

  private static byte[] bytes(Checkpoint checkpoint) {
    try {
      return CheckpointFormat.write(checkpoint);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Checkpoint read(byte[] bytes) throws IOException {
    CheckpointFormat.requireWhole(bytes); // the first that a file is asked for, and faster
    Path file = Files.createTempFile("bnlab", ".npz");
    try {
      return CheckpointFormat.read(Files.write(file, bytes));
    } finally {
      Files.delete(file);
    }
  }

  @Property(tries = 300, seed = "21")
  void readsBackAsItWas(
      @ForAll String trial,
      @ForAll @Size(max = 3) Map<String, String> data,
      @ForAll("extents") List<Extent> files,
      @ForAll int step,
      @ForAll double[] parameters)
      throws IOException {
    Checkpoint checkpoint =
        new Checkpoint(
            new Origin(trial, data, "sum", "revision"),
            files,
            SampleCheckpoints.state(step, parameters));
    assertSame(read(CheckpointFormat.write(checkpoint)), checkpoint);
  }

  @Provide
  Arbitrary<List<Extent>> extents() {
    return Combinators.combine(
            Arbitraries.strings().alpha().ofMinLength(1).ofMaxLength(9),
            Arbitraries.longs().greaterOrEqual(0),
            Arbitraries.integers(),
            Arbitraries.of(true, false))
        .as(Extent::new)
        .list()
        .ofMaxSize(3)
        .uniqueElements(Extent::name);
  }

  @Test
  void cutOffAtAnyLengthItIsRefused() {
    for (int length = 0; length < BYTES.length; length++) {
      byte[] cut = Arrays.copyOf(BYTES, length);
      assertThatThrownBy(() -> read(cut))
          .as("%d bytes", length)
          .isInstanceOf(IOException.class)
          .hasMessageStartingWith("it is ");
    }
  }

  @Test
  void withAnyBitChangedItIsRefused() {
    for (int bit = 0; bit < 8 * BYTES.length; bit++) {
      byte[] changed = BYTES.clone();
      changed[bit / 8] ^= (byte) (1 << bit % 8);
      assertThatThrownBy(() -> read(changed))
          .as("bit %d", bit)
          .isInstanceOf(IOException.class)
          .hasMessageStartingWith("it is ");
    }
  }

  /** Lengths that are too large, with and without a checkpoint. */
  @ParameterizedTest
  @ValueSource(ints = {Integer.MAX_VALUE, Integer.MIN_VALUE, -1, 1 << 24})
  void noLengthIsBelievedBeyondTheBytesThatAreThere(int number) {
    int refused = 0;
    for (int at = 8; at < BYTES.length - 36; at++) {
      byte[] changed = BYTES.clone();
      for (int i = 0; i < 4; i++) {
        changed[at + i] = (byte) (number >>> 24 - 8 * i);
      }
      refused += reads(sealed(changed)) ? 0 : 1;
    }
    // All but the time stamps and the headers that readers do not use.
    assertThat(refused).isGreaterThanOrEqualTo(24);
  }

  @Property(tries = 3000, seed = "22")
  void changedUnderARightChecksumItIsReadOrRefused(
      @ForAll @IntRange(min = 8, max = 2000) int from,
      @ForAll @IntRange(max = 9) int removed,
      @ForAll @Size(max = 9) byte[] piece) {
    int start = Math.min(from, BYTES.length - 32);
    int end = Math.min(start + removed, BYTES.length - 32);
    byte[] changed = Arrays.copyOf(BYTES, start + piece.length + BYTES.length - end);
    System.arraycopy(piece, 0, changed, start, piece.length);
    System.arraycopy(BYTES, end, changed, start + piece.length, BYTES.length - end);
    reads(sealed(changed));
  }

  @Test
  void whatFollowsTheEndIsRefused() {
    assertThat(reads(sealed(Arrays.copyOf(BYTES, BYTES.length)))).isTrue();
    assertThatThrownBy(() -> read(sealed(Arrays.copyOf(BYTES, BYTES.length + 1))))
        .isInstanceOf(IOException.class)
        .hasMessage("it has more data after its end");
  }

  @ParameterizedTest
  @ValueSource(strings = {"../a", "a/b", "/a/b", "a\0"})
  void filesElsewhereAreNoneOfARun(String name) {
    assertThatThrownBy(() -> new Extent(name, 0, 0, false))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aFileIsOnceInACheckpointAndHasALength() {
    Extent one = new Extent("a", 1, 0, true);
    assertThatThrownBy(() -> SampleCheckpoints.of(1, one, new Extent("a", 2, 0, true)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("twice");
    assertThatThrownBy(() -> new Extent("a", -1, 0, true))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("a of -1 bytes");
  }

  /** A value that reads back as it is, or an exception with a sentence, and little memory. */
  private static boolean reads(byte[] bytes) {
    long before = THREADS.getCurrentThreadAllocatedBytes();
    try {
      byte[] again = CheckpointFormat.write(read(bytes));
      assertThat(CheckpointFormat.write(read(again))).isEqualTo(again);
      return true;
    } catch (IOException e) {
      assertThat(e.getMessage() == null ? e.toString() : e.getMessage()).isNotBlank();
      return false;
    } finally {
      // What is read is small; 4 bytes of the file are at most 16 of memory.
      long used = THREADS.getCurrentThreadAllocatedBytes() - before;
      assertThat(used).isLessThan(4_000_000);
    }
  }
}
