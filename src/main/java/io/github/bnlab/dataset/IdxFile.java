package io.github.bnlab.dataset;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.util.HexFormat;
import java.util.Locale;
import org.apache.commons.codec.digest.DigestUtils;

/**
 * The content of an IDX file of unsigned bytes, read strictly from start to end: images (three
 * dimensions) or labels (one).
 *
 * <p>The format (Y. LeCun, "The MNIST database"): two zero bytes, the element type (8 is the
 * unsigned byte), the number of dimensions, each dimension as a big-endian 32-bit integer, the
 * elements with the last dimension running fastest.
 */
final class IdxFile {
  /** A header with more images than this counts as damaged. */
  static final int MOST_IMAGES = 2_000_000;

  private static final int UNSIGNED_BYTE = 8;
  private static final int BEST_GZIP_RATIO = 1032;

  private final Path file;
  private final int[] shape;
  private final byte[] elements;
  private final String sha256;

  private IdxFile(Path file, DigestInputStream content, int dimensions) throws IOException {
    this.file = file;
    checkMagic(content, dimensions);
    this.shape = readShape(content, dimensions);
    checkSize();
    this.elements = readElements(content);
    this.sha256 = HexFormat.of().formatHex(content.getMessageDigest().digest());
  }

  /**
   * Reads a file.
   *
   * @param dimensions 3 for images, 1 for labels
   */
  private static IdxFile read(Path file, int dimensions) {
    try (DigestInputStream content =
        new DigestInputStream(ContentStream.open(file), DigestUtils.getSha256Digest())) {
      return new IdxFile(file, content, dimensions);
    } catch (IOException e) {
      throw ContentStream.failure(file.toString(), e);
    }
  }

  /** Reads a file of images and one of their labels. */
  static Pair readPair(Path imagesFile, Path labelsFile) {
    IdxFile images = read(imagesFile, 3);
    IdxFile labels = read(labelsFile, 1);
    if (labels.count() != images.count()) {
      throw new DataException(
          ("%s holds %d labels, but %s holds %d images; expected the same number; use files"
                  + " that belong together")
              .formatted(labelsFile, labels.count(), imagesFile, images.count()));
    }
    byte[] classes = labels.elements;
    for (int i = 0; i < classes.length; i++) {
      if ((classes[i] & 0xff) >= ImageSet.CLASSES) {
        throw new DataException(
            "%s has label %d at index %d; expected 0 to %d; there are ten classes"
                .formatted(labelsFile, classes[i] & 0xff, i, ImageSet.CLASSES - 1));
      }
    }
    return new Pair(new ImageSet(images.elements, classes), images.sha256, labels.sha256);
  }

  /** Images with their labels, and the SHA-256 of the unpacked content of both files. */
  record Pair(ImageSet set, String imagesSha256, String labelsSha256) {}

  /** Number of images or labels, at least 1. */
  private int count() {
    return shape[0];
  }

  private int elementLength() {
    return shape.length == 1 ? 1 : ImageSet.PIXELS;
  }

  private long payload() {
    return (long) count() * elementLength();
  }

  private void checkMagic(InputStream content, int dimensions) throws IOException {
    byte[] magic = new byte[4];
    int found = content.readNBytes(magic, 0, magic.length);
    require(found > 0, "is empty; expected an IDX file; download it again");
    require(
        found == magic.length && magic[0] == 0 && magic[1] == 0,
        "is not an IDX file: it starts with %s, expected 0000; download it again or name another"
            + " file",
        HexFormat.of().formatHex(magic, 0, found));
    require(
        magic[2] == UNSIGNED_BYTE,
        "has elements of type 0x%02x; expected 0x08, the unsigned byte",
        magic[2]);
    require(
        magic[3] == dimensions,
        "has %d dimensions; expected %d, the number for %s; are images and labels swapped?",
        magic[3],
        dimensions,
        dimensions == 1 ? "labels" : "images");
  }

  private int[] readShape(InputStream content, int dimensions) throws IOException {
    byte[] header = new byte[4 * dimensions];
    require(
        content.readNBytes(header, 0, header.length) == header.length,
        "is truncated: it ends inside its header; download it again");
    int[] sizes = new int[dimensions];
    ByteBuffer.wrap(header).asIntBuffer().get(sizes);
    String things = dimensions == 1 ? "labels" : "images";
    require(sizes[0] != 0, "holds no %s; expected at least one", things);
    require(
        sizes[0] > 0 && sizes[0] <= MOST_IMAGES,
        "has %d %s by its header; expected 1 to %d; download it again",
        sizes[0],
        things,
        MOST_IMAGES);
    if (dimensions > 1) {
      require(
          sizes[1] == ImageSet.SIDE && sizes[2] == ImageSet.SIDE,
          "has images of %d x %d pixels by its header; expected %d x %d; scale them",
          sizes[1],
          sizes[2],
          ImageSet.SIDE,
          ImageSet.SIDE);
    }
    return sizes;
  }

  /** Nothing is allocated for elements that a file of this size cannot hold. */
  private void checkSize() throws IOException {
    requireRoom(file.toString(), payload());
    require(
        payload() / BEST_GZIP_RATIO <= Files.size(file),
        "is truncated: its header states %d bytes, more than its %d bytes can hold; download it"
            + " again",
        payload(),
        Files.size(file));
  }

  /** Refuses images that would take more than half of the heap. */
  static void requireRoom(String what, long bytes) {
    long heap = Runtime.getRuntime().maxMemory();
    if (bytes > heap / 2) {
      throw new DataException(
          "%s holds %d bytes of images, more than half of the %d bytes that Java may use; use fewer, or raise the limit with BNLAB_JAVA_OPTS=-Xmx4g"
              .formatted(what, bytes, heap));
    }
  }

  private byte[] readElements(InputStream content) throws IOException {
    byte[] bytes = new byte[(int) payload()];
    int found = content.readNBytes(bytes, 0, bytes.length);
    require(
        found == bytes.length,
        "is truncated: it ends in element %d of %d; download it again",
        found / elementLength(),
        count());
    require(
        content.read() < 0,
        "has more data after the %d elements that its header states; download it again",
        count());
    return bytes;
  }

  private void require(boolean fine, String problem, Object... values) {
    if (!fine) {
      throw new DataException(file + " " + String.format(Locale.ROOT, problem, values));
    }
  }
}
