package io.github.bnlab.dataset;

import static io.github.bnlab.dataset.IdxBytes.gzip;
import static io.github.bnlab.dataset.IdxBytes.idx;
import static io.github.bnlab.dataset.IdxBytes.write;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.github.bnlab.Unreadable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** One tiny file for every kind of damage; each message names file and fault. */
class IdxCorruptionTest {
  private static final byte[] IMAGES = IdxBytes.images(3);
  private static final byte[] LABELS = IdxBytes.labels(3);

  @TempDir Path folder;

  static Stream<Arguments> damagedImages() {
    byte[] packed = gzip(IMAGES);
    byte[] flipped = packed.clone();
    flipped[packed.length - 6] ^= 1;
    byte[] broken = packed.clone();
    Arrays.fill(broken, 10, 30, (byte) 0xff);
    return Stream.of(
        arguments("empty", "images", new byte[0], "is empty"),
        arguments("empty, packed", "images.gz", gzip(new byte[0]), "is empty"),
        arguments("a web page", "images", "<!doctype html>".getBytes(), "starts with 3c21646f"),
        arguments("a web page named .gz", "images.gz", "<html>".getBytes(), "is not gzipped"),
        arguments("type", "images", idx(0xD03, new int[] {3, 28, 28}, 4 * 2352), "type 0x0d"),
        arguments("labels as images", "images", LABELS, "has 1 dimensions; expected 3"),
        arguments("short header", "images", Arrays.copyOf(IMAGES, 9), "inside its header"),
        arguments("short magic", "images", Arrays.copyOf(IMAGES, 3), "is not an IDX file"),
        arguments("negative", "images", idx(0x803, new int[] {-3, 28, 28}, 9), "has -3 images"),
        arguments("none", "images", idx(0x803, new int[] {0, 28, 28}, 0), "holds no images"),
        arguments("many", "images", idx(0x803, new int[] {2000001, 28, 28}, 9), "2000001 images"),
        arguments(
            "no rows", "images", idx(0x803, new int[] {3, 0, 28}, 9), "images of 0 x 28 pixels"),
        arguments(
            "wide", "images", idx(0x803, new int[] {3, 28, 9999}, 9), "expected 28 x 28; scale"),
        arguments("promises", "images", idx(0x803, new int[] {999999, 28, 28}, 9), "can hold"),
        arguments("truncated", "images", Arrays.copyOf(IMAGES, 2000), "ends in element 2 of 3"),
        arguments(
            "truncated, packed well",
            "images.gz",
            gzip(Arrays.copyOf(IMAGES, 2000)),
            "ends in element 2 of 3"),
        arguments("truncated gzip", "images.gz", Arrays.copyOf(packed, 200), "inside its gzip"),
        arguments(
            "no gzip trailer",
            "images.gz",
            Arrays.copyOf(packed, packed.length - 3),
            "inside its gzip"),
        arguments("gzip checksum", "images.gz", flipped, "corrupt (CRC32 error)"),
        arguments("gzip body", "images.gz", broken, "data is corrupt"),
        arguments("trailing", "images", Arrays.copyOf(IMAGES, 2369), "more data after the 3"),
        arguments(
            "trailing, packed",
            "images.gz",
            gzip(Arrays.copyOf(IMAGES, 2369)),
            "more data after the 3"),
        arguments("empty members", "images.gz", emptyMembers(10_000), "is empty"),
        arguments(
            "after the gzip",
            "images.gz",
            Arrays.copyOf(packed, packed.length + 40),
            "Unexpected data after"),
        arguments("counts", "images", IdxBytes.images(2), "holds 3 labels, but"));
  }

  /** A gzip stream for each of no bytes, one after the other. */
  private static byte[] emptyMembers(int count) {
    byte[] member = gzip(new byte[0]);
    byte[] all = new byte[count * member.length];
    for (int i = 0; i < count; i++) {
      System.arraycopy(member, 0, all, i * member.length, member.length);
    }
    return all;
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("damagedImages")
  void damagedImagesAreRefused(String kind, String name, byte[] content, String fault) {
    Path images = write(folder.resolve(name), content);
    Path labels = write(folder.resolve("labels"), LABELS);
    assertRefused(images, labels, images, fault);
  }

  static Stream<Arguments> damagedLabels() {
    byte[] ten = LABELS.clone();
    ten[9] = 10;
    byte[] large = LABELS.clone();
    large[10] = (byte) 200;
    return Stream.of(
        arguments("label 10", ten, "label 10 at index 1; expected 0 to 9"),
        arguments("label 200", large, "label 200 at index 2; expected 0 to 9"),
        arguments("images as labels", IMAGES, "has 3 dimensions; expected 1"),
        arguments("truncated", Arrays.copyOf(LABELS, 10), "ends in element 2 of 3"),
        arguments("trailing", Arrays.copyOf(LABELS, 12), "more data after the 3"),
        arguments("counts", IdxBytes.labels(4), "holds 4 labels, but"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("damagedLabels")
  void damagedLabelsAreRefused(String kind, byte[] content, String fault) {
    Path images = write(folder.resolve("images"), IMAGES);
    Path labels = write(folder.resolve("labels"), content);
    assertRefused(images, labels, labels, fault);
  }

  @Test
  void missingFile() {
    Path images = folder.resolve("images");
    assertRefused(
        images,
        write(folder.resolve("labels"), LABELS),
        images,
        "does not exist; expected an IDX file, plain or gzipped");
    Path relative = Path.of("no-such-images");
    assertRefused(
        relative, folder.resolve("labels"), relative, "; its path is relative to the working");
  }

  @Test
  void folderInsteadOfFile() {
    assertRefused(folder, write(folder.resolve("labels"), LABELS), folder, "is a folder");
  }

  @Test
  void fileThatMayNotBeRead() throws IOException {
    Path images = Unreadable.make(write(folder.resolve("images"), IMAGES));
    assertRefused(
        images,
        write(folder.resolve("labels"), LABELS),
        images,
        "cannot be read: permission denied");
  }

  @Test
  void gzipBombIsNotUnpackedBeyondItsHeader() {
    byte[] bomb = Arrays.copyOf(IMAGES, 300_000_000);
    Path images = write(folder.resolve("images.gz"), gzip(bomb));
    Path labels = write(folder.resolve("labels"), LABELS);
    long used = allocatedBy(() -> assertRefused(images, labels, images, "more data after the 3"));
    // A buffer of 64 kB each for file and inflater, and small change.
    assertThat(used).isLessThan(5_000_000);
  }

  private static long allocatedBy(Runnable action) {
    var threads =
        (com.sun.management.ThreadMXBean) java.lang.management.ManagementFactory.getThreadMXBean();
    long before = threads.getCurrentThreadAllocatedBytes();
    action.run();
    return threads.getCurrentThreadAllocatedBytes() - before;
  }

  static void assertRefused(Path images, Path labels, Path named, String fault) {
    assertThatThrownBy(() -> IdxFile.readPair(images, labels))
        .isInstanceOf(DataException.class)
        .hasMessageContaining(named.toString())
        .hasMessageContaining(fault);
  }
}
