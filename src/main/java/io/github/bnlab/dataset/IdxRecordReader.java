package io.github.bnlab.dataset;

import java.io.DataInputStream;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.stream.IntStream;
import org.datavec.api.conf.Configuration;
import org.datavec.api.records.Record;
import org.datavec.api.records.metadata.RecordMetaData;
import org.datavec.api.records.metadata.RecordMetaDataIndex;
import org.datavec.api.records.reader.BaseRecordReader;
import org.datavec.api.split.InputSplit;
import org.datavec.api.writable.IntWritable;
import org.datavec.api.writable.NDArrayWritable;
import org.datavec.api.writable.Writable;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Images and labels in IDX files, plain or gzipped, as DataVec records.
 *
 * <p>A record is the image, an NDArrayWritable of shape [1, rows * columns] with the pixels as they
 * are (0 to 255, float), and the label, an IntWritable in 0..9: what DL4J's {@code
 * RecordReaderDataSetIterator(reader, batchSize, 1, 10)} takes. The input split names the file of
 * images; the labels lie beside it under the customary name ({@code images-idx3} becomes {@code
 * labels-idx1}), unless they were named.
 *
 * <p>Both files are read strictly from start to end, the labels when they are opened, the images as
 * they are asked for: every departure from the format is a {@link DataException}, at the latest
 * when the last record was read. {@link #readAll} gives all records as bytes, without a Writable
 * for each.
 */
public final class IdxRecordReader extends BaseRecordReader {
  /** Number of classes. */
  public static final int CLASSES = 10;

  private static final long serialVersionUID = 1L;

  private final String givenLabels;
  private transient Configuration conf;
  private transient Path imagesFile;
  private transient Path labelsFile;
  private transient IdxFile images;
  private transient byte[] labels;
  private transient String imagesSha256;
  private transient String labelsSha256;

  /** Index of the next image. */
  private transient int position;

  /** Labels under the customary name. */
  public IdxRecordReader() {
    this.givenLabels = null;
  }

  /** Labels in the given file. */
  public IdxRecordReader(Path labels) {
    this.givenLabels = labels.toString();
  }

  @Override
  public void initialize(InputSplit split) {
    this.inputSplit = split;
    URI[] locations = split.locations();
    if (locations.length != 1 || !"file".equals(locations[0].getScheme())) {
      throw new DataException(
          "the input split names " + List.of(locations) + "; expected one local file of images");
    }
    Path file = Path.of(locations[0]);
    open(file, givenLabels == null ? customaryLabels(file) : Path.of(givenLabels));
  }

  @Override
  public void initialize(Configuration configuration, InputSplit split) {
    setConf(configuration);
    initialize(split);
  }

  /** Opens a file of images and one of labels; checks both headers and all labels. */
  public void open(Path imagesFile, Path labelsFile) {
    close();
    this.imagesFile = imagesFile;
    this.labelsFile = labelsFile;
    labels = new byte[0];
    imagesSha256 = null;
    position = 0;
    images = IdxFile.images(imagesFile);
    try {
      labels = readLabels();
    } catch (DataException e) {
      close();
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
        if ((read[i] & 0xff) >= CLASSES) {
          throw new DataException(
              "%s has label %d at index %d; expected 0 to %d; there are ten classes"
                  .formatted(labelsFile, read[i] & 0xff, i, CLASSES - 1));
        }
      }
      return read;
    }
  }

  private static Path customaryLabels(Path images) {
    String name = images.getFileName().toString();
    String labels = name.replace("images", "labels").replace("idx3", "idx1");
    if (labels.equals(name)) {
      throw new DataException(
          images + " is not named ...images-idx3...; name the file of labels to the reader");
    }
    return images.resolveSibling(labels);
  }

  /** Number of records. */
  public int size() {
    return labels.length;
  }

  /** Height of an image. */
  public int rows() {
    return images.rows();
  }

  /** Width of an image. */
  public int columns() {
    return images.columns();
  }

  /** Reads all images at once, from the first to the last, and checks the end of the file. */
  public ImageSet readAll() {
    if (position != 0) {
      reset();
    }
    byte[] pixels = new byte[size() * rows() * columns()];
    read(pixels, size());
    return new ImageSet(rows(), columns(), pixels, labels.clone());
  }

  /** Reads the next images; after the last one, checks that nothing follows it. */
  private void read(byte[] pixels, int count) {
    images.read(pixels, 0, position, count);
    position += count;
    if (position == size()) {
      imagesSha256 = images.end();
    }
  }

  /** SHA-256 of the unpacked content of the images; null before the last one was read. */
  public String imagesSha256() {
    return imagesSha256;
  }

  /** SHA-256 of the unpacked content of the labels. */
  public String labelsSha256() {
    return labelsSha256;
  }

  @Override
  public boolean hasNext() {
    return position < size();
  }

  @Override
  public List<Writable> next() {
    if (!hasNext()) {
      throw new NoSuchElementException(imagesFile + " holds only " + size() + " images");
    }
    byte[] pixels = new byte[rows() * columns()];
    int label = labels[position];
    read(pixels, 1);
    float[] values = new float[pixels.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = pixels[i] & 0xff;
    }
    List<Writable> result =
        new ArrayList<>(
            List.of(
                new NDArrayWritable(Nd4j.create(values, new long[] {1, values.length}, 'c')),
                new IntWritable(label)));
    invokeListeners(result);
    return result;
  }

  @Override
  public Record nextRecord() {
    RecordMetaData metaData = new RecordMetaDataIndex(position, imagesFile.toUri(), getClass());
    return new org.datavec.api.records.impl.Record(next(), metaData);
  }

  @Override
  public Record loadFromMetaData(RecordMetaData metaData) {
    return loadFromMetaData(List.of(metaData)).get(0);
  }

  @Override
  public List<Record> loadFromMetaData(List<RecordMetaData> metaData) {
    Map<Long, Record> found = new HashMap<>();
    List<Long> wanted =
        metaData.stream().map(data -> ((RecordMetaDataIndex) data).getIndex()).toList();
    Set<Long> open = new HashSet<>(wanted);
    try (IdxRecordReader pass = new IdxRecordReader()) {
      pass.open(imagesFile, labelsFile);
      byte[] skipped = new byte[rows() * columns()];
      while (pass.hasNext() && !open.isEmpty()) {
        long index = pass.position;
        if (open.remove(index)) {
          found.put(index, pass.nextRecord());
        } else {
          pass.read(skipped, 1);
        }
      }
    }
    if (!open.isEmpty()) {
      throw new NoSuchElementException(imagesFile + " has no images " + open);
    }
    return wanted.stream().map(found::get).toList();
  }

  @Override
  public List<String> getLabels() {
    return IntStream.range(0, CLASSES).mapToObj(Integer::toString).toList();
  }

  @Override
  public void reset() {
    open(imagesFile, labelsFile);
  }

  @Override
  public boolean resetSupported() {
    return true;
  }

  /** Not supported: records come from two files that are read side by side. */
  @Override
  public List<Writable> record(URI uri, DataInputStream stream) {
    throw new UnsupportedOperationException("an IDX record comes from two files; use initialize");
  }

  @Override
  public void close() {
    if (images != null) {
      images.close();
    }
  }

  @Override
  public void setConf(Configuration conf) {
    this.conf = conf;
  }

  @Override
  public Configuration getConf() {
    return conf;
  }
}
