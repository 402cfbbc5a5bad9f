package io.github.bnlab.dataset;

import java.io.DataInputStream;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
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
 * <p>A record is the image, an NDArrayWritable of shape [1, 784] with the pixels as they are (0 to
 * 255, float), and the label, an IntWritable in 0..9: what DL4J's {@code
 * RecordReaderDataSetIterator(reader, batchSize, 1, 10)} takes. The input split names the file of
 * images; the labels lie beside it under the customary name ({@code images-idx3} becomes {@code
 * labels-idx1}), unless they were named.
 *
 * <p>Opening reads both files whole and strictly: every departure from the format is a {@link
 * DataException}. {@link #readAll} gives all records as bytes, without a Writable for each.
 */
public final class IdxRecordReader extends BaseRecordReader {
  private static final long serialVersionUID = 1L;

  private final String givenLabels;
  private transient Configuration conf;
  private transient Path imagesFile;
  private transient IdxFile images;
  private transient IdxFile labels;

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

  /** Reads and checks a file of images and one of labels. */
  public void open(Path imagesFile, Path labelsFile) {
    IdxFile readImages = IdxFile.read(imagesFile, 3);
    IdxFile readLabels = IdxFile.read(labelsFile, 1);
    if (readLabels.count() != readImages.count()) {
      throw new DataException(
          ("%s holds %d labels, but %s holds %d images; expected the same number; use files"
                  + " that belong together")
              .formatted(labelsFile, readLabels.count(), imagesFile, readImages.count()));
    }
    byte[] classes = readLabels.elements();
    for (int i = 0; i < classes.length; i++) {
      if ((classes[i] & 0xff) >= ImageSet.CLASSES) {
        throw new DataException(
            "%s has label %d at index %d; expected 0 to %d; there are ten classes"
                .formatted(labelsFile, classes[i] & 0xff, i, ImageSet.CLASSES - 1));
      }
    }
    this.imagesFile = imagesFile;
    images = readImages;
    labels = readLabels;
    reset();
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
    return images.count();
  }

  /** All images and labels, whatever the position. */
  public ImageSet readAll() {
    return new ImageSet(images.elements(), labels.elements());
  }

  /** SHA-256 of the unpacked content of the images. */
  public String imagesSha256() {
    return images.sha256();
  }

  /** SHA-256 of the unpacked content of the labels. */
  public String labelsSha256() {
    return labels.sha256();
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
    List<Writable> result = recordAt(position++);
    invokeListeners(result);
    return result;
  }

  private List<Writable> recordAt(int index) {
    float[] values = new float[ImageSet.PIXELS];
    for (int i = 0; i < values.length; i++) {
      values[i] = images.elements()[index * values.length + i] & 0xff;
    }
    return new ArrayList<>(
        List.of(
            new NDArrayWritable(Nd4j.create(values, new long[] {1, values.length}, 'c')),
            new IntWritable(labels.elements()[index])));
  }

  @Override
  public Record nextRecord() {
    RecordMetaData metaData = new RecordMetaDataIndex(position, imagesFile.toUri(), getClass());
    return new org.datavec.api.records.impl.Record(next(), metaData);
  }

  @Override
  public Record loadFromMetaData(RecordMetaData metaData) {
    long index = ((RecordMetaDataIndex) metaData).getIndex();
    if (index < 0 || index >= size()) {
      throw new NoSuchElementException(imagesFile + " has no images [" + index + "]");
    }
    return new org.datavec.api.records.impl.Record(recordAt((int) index), metaData);
  }

  @Override
  public List<Record> loadFromMetaData(List<RecordMetaData> metaData) {
    return metaData.stream().map(this::loadFromMetaData).toList();
  }

  @Override
  public List<String> getLabels() {
    return IntStream.range(0, ImageSet.CLASSES).mapToObj(Integer::toString).toList();
  }

  @Override
  public void reset() {
    position = 0;
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

  /** Does nothing: no file stays open. */
  @Override
  public void close() {}

  @Override
  public void setConf(Configuration conf) {
    this.conf = conf;
  }

  @Override
  public Configuration getConf() {
    return conf;
  }
}
