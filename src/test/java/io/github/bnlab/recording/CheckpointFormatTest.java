package io.github.bnlab.recording;

import static io.github.bnlab.recording.SampleCheckpoints.assertSame;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.bnlab.recording.Checkpoint.Origin;
import io.github.bnlab.recording.files.RunFiles;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.apache.commons.io.file.PathUtils;
import org.apache.commons.lang3.ArrayUtils;
import org.apache.commons.lang3.StringUtils;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Checkpoints read back as they were written, and anything else is refused. */
class CheckpointFormatTest {
  private static final com.sun.management.ThreadMXBean THREADS =
      (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();

  private static final List<String> OWN =
      List.of("parameters.npy", "updater.npy", "checkpoint.json");

  private static final Whole SAMPLE =
      new Whole(
          SampleCheckpoints.of(9), new TreeMap<>(Map.of("epochs.csv", "a,b\n", "timing.csv", "")));
  private static final byte[] BYTES = bytes(SAMPLE);

  /** A checkpoint and the files of its run. */
  private record Whole(Checkpoint checkpoint, Map<String, String> files) {}

  private static byte[] bytes(Whole whole) {
    try {
      Path run = Files.createTempDirectory("bnlab");
      Map<Path, Long> extents = new TreeMap<>();
      for (Map.Entry<String, String> file : whole.files().entrySet()) {
        Path path = Files.writeString(run.resolve(file.getKey()), file.getValue() + "later");
        extents.put(path, Files.size(path) - "later".length());
      }
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      CheckpointFormat.write(whole.checkpoint(), extents, bytes);
      PathUtils.delete(run);
      return bytes.toByteArray();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Whole read(byte[] bytes) throws IOException {
    Path file = Files.createTempFile("bnlab", ".npz");
    try {
      Map<String, String> files = new TreeMap<>();
      Checkpoint checkpoint =
          CheckpointFormat.read(
              Files.write(file, bytes),
              (name, content) -> {
                assertThat(RunFiles.isOfTrial(name)).isTrue();
                files.put(name, new String(content.readAllBytes(), StandardCharsets.UTF_8));
              });
      return new Whole(checkpoint, files);
    } finally {
      Files.delete(file);
    }
  }

  private static void assertSameWhole(Whole one, Whole other) {
    assertSame(one.checkpoint(), other.checkpoint());
    assertThat(one.files()).isEqualTo(other.files());
  }

  private static void assertRefused(ThrowingCallable reading, String what, Object... arguments) {
    assertThatThrownBy(reading)
        .as(what, arguments)
        .isInstanceOfAny(ZipException.class, EOFException.class);
  }

  /** The files of an archive. */
  static Map<String, byte[]> contents(byte[] archive) throws IOException {
    Map<String, byte[]> contents = new LinkedHashMap<>();
    try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(archive))) {
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        contents.put(entry.getName(), zip.readAllBytes());
      }
    }
    return contents;
  }

  /** An archive, with the right checksums. */
  static byte[] packed(Map<String, byte[]> contents) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      for (Map.Entry<String, byte[]> file : contents.entrySet()) {
        zip.putNextEntry(new ZipEntry(file.getKey()));
        zip.write(file.getValue());
      }
    }
    return bytes.toByteArray();
  }

  /** The sample with another content of a file. */
  private static byte[] with(String name, byte[] content) throws IOException {
    Map<String, byte[]> contents = contents(BYTES);
    contents.put(name, content);
    return packed(contents);
  }

  /** Where the files of an archive end and its list of contents begins. */
  static int endOfFiles(byte[] archive) {
    return new String(archive, StandardCharsets.ISO_8859_1).indexOf("PK\u0001\u0002");
  }

  @Property(tries = 300, seed = "21")
  void readsBackAsItWas(
      @ForAll String trial,
      @ForAll @Size(max = 3) Map<String, String> data,
      @ForAll("files") Map<String, String> files,
      @ForAll int step,
      @ForAll double[] parameters)
      throws IOException {
    Checkpoint checkpoint =
        new Checkpoint(
            new Origin(trial, data, "sum", data, "revision"),
            SampleCheckpoints.state(step, parameters));
    Whole whole = new Whole(checkpoint, new TreeMap<>(files));
    assertSameWhole(read(bytes(whole)), whole);
  }

  @Provide
  Arbitrary<Map<String, String>> files() {
    return Arbitraries.maps(
            Arbitraries.of("iterations.csv", "trial.yaml", "model.zip"),
            Arbitraries.strings().ascii())
        .ofMaxSize(3);
  }

  /** As the page on reliability says. */
  @Test
  void itIsAnArchiveThatEndsWithItsJson() throws IOException {
    assertThat(contents(BYTES).keySet())
        .containsExactly(
            "parameters.npy", "updater.npy", "epochs.csv", "timing.csv", "checkpoint.json");
    assertThat(bytes(SAMPLE)).isEqualTo(BYTES);
  }

  @Test
  void cutOffAtAnyLengthItIsRefusedUnlessNothingIsLost() throws IOException {
    int end = endOfFiles(BYTES);
    assertThat(end).isGreaterThan(BYTES.length / 2);
    for (int length = 0; length < BYTES.length; length++) {
      byte[] cut = Arrays.copyOf(BYTES, length);
      if (length < end) {
        assertRefused(() -> read(cut), "%d bytes", length);
      } else {
        assertSameWhole(read(cut), SAMPLE);
      }
    }
  }

  /** What does not change a value is in headers: times, versions and the list of contents. */
  @Test
  void withAnyBitChangedItIsRefusedOrReadsBackAsItWas() {
    int refused = 0;
    for (int bit = 0; bit < 8 * BYTES.length; bit++) {
      byte[] changed = BYTES.clone();
      changed[bit / 8] ^= (byte) (1 << bit % 8);
      try {
        assertSameWhole(read(changed), SAMPLE);
      } catch (ZipException | EOFException e) {
        refused++;
      } catch (IOException e) {
        throw new AssertionError("bit " + bit, e);
      }
    }
    assertThat(refused).isGreaterThan(6 * endOfFiles(BYTES));
  }

  /** Lengths that are too large, in the archive and in the files in it. */
  @ParameterizedTest
  @ValueSource(ints = {Integer.MAX_VALUE, Integer.MIN_VALUE, -1, 1 << 24})
  void noLengthIsBelievedBeyondTheBytesThatAreThere(int number) throws IOException {
    int refused = 0;
    for (int at = 0; at < BYTES.length - 4; at++) {
      reads(overwritten(BYTES, at, number));
    }
    for (String name : OWN) {
      byte[] content = contents(BYTES).get(name);
      for (int at = 0; at < content.length - 4; at++) {
        refused += reads(with(name, overwritten(content, at, number))) ? 0 : 1;
      }
    }
    // All but the bytes of values.
    assertThat(refused).isGreaterThanOrEqualTo(24);
  }

  private static byte[] overwritten(byte[] bytes, int at, int number) {
    byte[] changed = bytes.clone();
    for (int i = 0; i < 4; i++) {
      changed[at + i] = (byte) (number >>> 24 - 8 * i);
    }
    return changed;
  }

  @Property(tries = 3000, seed = "22")
  void changedUnderARightChecksumItIsReadOrRefused(
      @ForAll @IntRange(max = 2) int file,
      @ForAll @IntRange(max = 2000) int from,
      @ForAll @IntRange(max = 9) int removed,
      @ForAll @Size(max = 9) byte[] piece)
      throws IOException {
    byte[] content = contents(BYTES).get(OWN.get(file));
    reads(with(OWN.get(file), spliced(content, from, removed, piece)));
  }

  @Property(tries = 3000, seed = "23")
  void aChangedArchiveIsReadOrRefused(
      @ForAll @IntRange(max = 2000) int from,
      @ForAll @IntRange(max = 9) int removed,
      @ForAll @Size(max = 9) byte[] piece) {
    reads(spliced(BYTES, from, removed, piece));
  }

  private static byte[] spliced(byte[] bytes, int from, int removed, byte[] piece) {
    int start = Math.min(from, bytes.length);
    int end = Math.min(start + removed, bytes.length);
    return ArrayUtils.addAll(
        ArrayUtils.addAll(Arrays.copyOf(bytes, start), piece),
        Arrays.copyOfRange(bytes, end, bytes.length));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"../epochs.csv", "a/epochs.csv", "/epochs.csv", "epochs.csv/", "..", "", "a.csv"})
  void filesElsewhereAreNoneOfARun(String name) throws IOException {
    byte[] archive = with(name, new byte[] {1});
    assertThatThrownBy(() -> read(archive))
        .isInstanceOf(ZipException.class)
        .hasMessage("a file is named " + name);
  }

  @Test
  void aFileIsOnceInACheckpoint() {
    String text = new String(BYTES, StandardCharsets.ISO_8859_1);
    byte[] twice = text.replace("timing.csv", "epochs.csv").getBytes(StandardCharsets.ISO_8859_1);
    assertThatThrownBy(() -> read(twice))
        .isInstanceOf(ZipException.class)
        .hasMessage("a file is named epochs.csv");
  }

  @Test
  void withoutAnyOfItsOwnFilesItIsRefused() throws IOException {
    for (String name : OWN) {
      Map<String, byte[]> contents = contents(BYTES);
      contents.remove(name);
      byte[] archive = packed(contents);
      assertThatThrownBy(() -> read(archive))
          .isInstanceOf(ZipException.class)
          .hasMessageStartingWith("it is cut short");
    }
  }

  /** What is small in the archive may be large out of it. */
  @Test
  void sizesAreBounded() throws IOException {
    byte[] large = with("iterations.csv", StringUtils.repeat('1', 9000).getBytes());
    assertThat(large.length).isLessThan(3000);
    Path file = Files.write(Files.createTempFile("bnlab", ".npz"), large);
    assertThatThrownBy(() -> CheckpointFormat.read(file, (name, content) -> {}, 9000))
        .isInstanceOf(ZipException.class)
        .hasMessage("its files have more than 9000 bytes");
    CheckpointFormat.read(file, (name, content) -> {}, 15_000);
    Files.delete(file);
    int values = 30 << 20;
    String header =
        "{'descr': '|u1', 'fortran_order': False, 'shape': (%d,), }\n".formatted(values);
    ByteArrayOutputStream npy = new ByteArrayOutputStream();
    npy.write(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0, (byte) header.length(), 0});
    npy.write(header.getBytes(StandardCharsets.US_ASCII));
    npy.write(new byte[values]);
    byte[] vector = with("parameters.npy", npy.toByteArray());
    assertThatThrownBy(() -> read(vector))
        .isInstanceOf(ZipException.class)
        .hasMessageContaining("more values than this program reads");
  }

  /** A value that reads back as it is, or an exception with a sentence, and little memory. */
  private static boolean reads(byte[] bytes) {
    long before = THREADS.getCurrentThreadAllocatedBytes();
    try {
      byte[] again = bytes(read(bytes));
      assertThat(bytes(read(again))).isEqualTo(again);
      return true;
    } catch (ZipException | EOFException e) {
      assertThat(e.getMessage() == null ? e.toString() : e.getMessage()).isNotBlank();
      return false;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      // What is read is small; 4 bytes of the file are at most 16 of memory.
      long used = THREADS.getCurrentThreadAllocatedBytes() - before;
      assertThat(used).isLessThan(4_000_000);
    }
  }
}
