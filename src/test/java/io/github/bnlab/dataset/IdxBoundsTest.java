package io.github.bnlab.dataset;

import static io.github.bnlab.dataset.IdxBytes.idx;
import static io.github.bnlab.dataset.IdxBytes.write;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.UnixOperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.Arrays;
import org.apache.commons.codec.digest.DigestUtils;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The largest and smallest files that are read, and the first ones that are not. */
class IdxBoundsTest {
  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 100})
  void everyImageIsRead(int count) {
    byte[] content = IdxBytes.images(count);
    Path images = write(folder.resolve("images"), content);
    byte[] classes = Arrays.copyOf(idx(0x801, new int[] {count}, 1), 8 + count);
    Path labels = write(folder.resolve("labels"), classes);
    IdxFile.Pair pair = IdxFile.readPair(images, labels);
    assertThat(pair.set().size()).isEqualTo(count);
    assertThat(pair.set().pixels()).isEqualTo(Arrays.copyOfRange(content, 16, content.length));
    assertThat(pair.set().labels()).isEqualTo(Arrays.copyOfRange(classes, 8, classes.length));
    assertThat(pair.imagesSha256()).isEqualTo(sha256(content));
    assertThat(pair.labelsSha256()).isEqualTo(sha256(classes));
  }

  private static String sha256(byte[] bytes) {
    return DigestUtils.sha256Hex(bytes);
  }

  @ParameterizedTest
  @CsvSource({
    "1, 29, 28, has images of 29 x 28 pixels by its header; expected 28 x 28; scale them",
    "1, 28, 27, has images of 28 x 27 pixels by its header; expected 28 x 28; scale them",
    "1, -28, -28, has images of -28 x -28 pixels",
    "2000001, 28, 28, has 2000001 images by its header; expected 1 to 2000000",
  })
  void otherSizesAreNot(int count, int rows, int columns, String fault) {
    byte[] content = idx(0x803, new int[] {count, rows, columns}, 2048);
    assertRefused(write(folder.resolve("images"), content), fault);
  }

  @ParameterizedTest
  @CsvSource({
    "0, 1, starts with 00010803",
    "1, 0, starts with 01000803",
  })
  void bothLeadingBytesAreZero(byte first, byte second, String fault) {
    byte[] content = IdxBytes.images(1);
    content[0] = first;
    content[1] = second;
    assertRefused(write(folder.resolve("images"), content), fault);
  }

  /** The size in the header is compared with the best ratio that gzip can reach. */
  @Test
  void aPromiseIsComparedWithWhatPackingCanDo() {
    byte[] most = idx(0x803, new int[] {22, 28, 28}, 0); // of less than 17 * 1032 bytes
    assertRefused(write(folder.resolve("images"), most), "ends in element 0 of 22");
    byte[] more = idx(0x803, new int[] {23, 28, 28}, 0);
    assertRefused(write(folder.resolve("images"), more), "states 18032 bytes, more than its 16");
  }

  @Test
  void swappedFilesAreToldAsSuch() {
    Path images = write(folder.resolve("images"), IdxBytes.images(3));
    Path labels = write(folder.resolve("classes"), IdxBytes.labels(3));
    assertRefused(labels, "has 1 dimensions; expected 3, the number for images; are images and");
    assertThatThrownBy(() -> IdxFile.readPair(images, images))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("has 3 dimensions; expected 1, the number for labels; are images");
  }

  private void assertRefused(Path images, String fault) {
    IdxCorruptionTest.assertRefused(images, labelsBeside(images), images, fault);
  }

  private static Path labelsBeside(Path images) {
    return write(
        images.resolveSibling("labels"), Arrays.copyOf(idx(0x801, new int[] {1032}, 1), 1040));
  }

  /** A program that tries many files would run out of them. */
  @Test
  void nothingStaysOpen() {
    Assumptions.assumeTrue(
        ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean,
        "open files are counted on Unix only");
    Path sound = write(folder.resolve("sound"), IdxBytes.images(3));
    Path labels = write(folder.resolve("labels"), IdxBytes.labels(3));
    Path other = write(folder.resolve("other"), IdxBytes.labels(4));
    Path packed = write(folder.resolve("plain.gz"), IdxBytes.images(3));
    long before = open();
    for (int i = 0; i < 200; i++) {
      IdxFile.readPair(sound, labels);
      for (Path[] pair : new Path[][] {{sound, other}, {labels, labels}, {packed, labels}}) {
        assertThatThrownBy(() -> IdxFile.readPair(pair[0], pair[1]))
            .isInstanceOf(DataException.class);
      }
    }
    // Others of this process may open some meanwhile, but not hundreds.
    assertThat(open() - before).isLessThan(100);
  }

  private static long open() {
    var system = (UnixOperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    return system.getOpenFileDescriptorCount();
  }
}
