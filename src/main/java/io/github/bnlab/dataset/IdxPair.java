package io.github.bnlab.dataset;

import java.io.Closeable;
import java.nio.file.Path;

/**
 * A file of images and the file of their labels, read side by side from start to end.
 *
 * <p>The labels are read and checked when the pair is opened, the images as they are asked for.
 */
final class IdxPair implements Closeable {
  private final Path imagesFile;
  private final Path labelsFile;
  private final IdxFile images;
  private final byte[] labels;
  private String labelsSha256;
  private String imagesSha256;
  private int position;

  /** Opens both files; checks both headers and all labels. */
  IdxPair(Path imagesFile, Path labelsFile) {
    this.imagesFile = imagesFile;
    this.labelsFile = labelsFile;
    this.images = IdxFile.images(imagesFile);
    try {
      this.labels = readLabels();
    } catch (DataException e) {
      images.close();
      throw e;
    }
  }

  private byte[] readLabels() {
    try (IdxFile file = IdxFile.labels(labelsFile)) {
      if (file.count() != images.count()) {
        throw new DataException(
            ("%s holds %d labels, but %s holds %d images; expected the same number; use files"
                    + " that belong together")
                .formatted(labelsFile, file.count(), imagesFile, images.count()));
      }
      byte[] read = new byte[file.count()];
      file.read(read, 0, 0, read.length);
      labelsSha256 = file.end();
      for (int i = 0; i < read.length; i++) {
        if ((read[i] & 0xff) >= IdxRecordReader.CLASSES) {
          throw new DataException(
              "%s has label %d at index %d; expected 0 to %d; there are ten classes"
                  .formatted(labelsFile, read[i] & 0xff, i, IdxRecordReader.CLASSES - 1));
        }
      }
      return read;
    }
  }

  Path imagesFile() {
    return imagesFile;
  }

  Path labelsFile() {
    return labelsFile;
  }

  int size() {
    return labels.length;
  }

  int rows() {
    return images.rows();
  }

  int columns() {
    return images.columns();
  }

  /** Index of the next image. */
  int position() {
    return position;
  }

  int label(int index) {
    return labels[index];
  }

  /** Reads the next images; after the last one, checks that nothing follows it. */
  void read(byte[] pixels, int count) {
    images.read(pixels, 0, position, count);
    position += count;
    if (position == size()) {
      imagesSha256 = images.end();
    }
  }

  /** Reads all images; only for a pair from which none was read. */
  ImageSet readAll() {
    byte[] pixels = new byte[size() * rows() * columns()];
    read(pixels, size());
    return new ImageSet(rows(), columns(), pixels, labels.clone());
  }

  /** SHA-256 of the unpacked images; null before the last one was read. */
  String imagesSha256() {
    return imagesSha256;
  }

  /** SHA-256 of the unpacked labels. */
  String labelsSha256() {
    return labelsSha256;
  }

  @Override
  public void close() {
    images.close();
  }
}
