package io.github.bnlab.dataset;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.datavec.api.conf.Configuration;
import org.datavec.api.records.Record;
import org.datavec.api.records.metadata.RecordMetaData;
import org.datavec.api.records.reader.impl.collection.CollectionRecordReader;
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
 * <p>Initializing reads both files whole and strictly: every departure from the format is a {@link
 * DataException}.
 */
public final class IdxRecordReader extends CollectionRecordReader {
  private static final long serialVersionUID = 1L;

  private final String givenLabels;
  private final Records records;

  /** Labels under the customary name. */
  public IdxRecordReader() {
    this(null, new Records());
  }

  /** Labels in the given file. */
  public IdxRecordReader(Path labels) {
    this(labels.toString(), new Records());
  }

  private IdxRecordReader(String givenLabels, Records records) {
    super(records);
    this.givenLabels = givenLabels;
    this.records = records;
  }

  @Override
  public void initialize(InputSplit split) {
    URI[] locations = split.locations();
    if (locations.length != 1 || !"file".equals(locations[0].getScheme())) {
      throw new DataException(
          "the input split names " + List.of(locations) + "; expected one local file of images");
    }
    Path file = Path.of(locations[0]);
    Path labels = givenLabels == null ? customaryLabels(file) : Path.of(givenLabels);
    records.images = DatasetLoader.read(file, labels);
    reset();
  }

  @Override
  public void initialize(Configuration configuration, InputSplit split) {
    initialize(split);
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

  /** In the order asked for; that of the superclass is the order of the file. */
  @Override
  public List<Record> loadFromMetaData(List<RecordMetaData> metaData) throws IOException {
    List<Record> loaded = new ArrayList<>();
    for (RecordMetaData one : metaData) {
      loaded.addAll(super.loadFromMetaData(List.of(one)));
    }
    return loaded;
  }

  @Override
  public List<String> getLabels() {
    return IntStream.range(0, ImageSet.CLASSES).mapToObj(Integer::toString).toList();
  }

  /** Made when they are asked for: as floats, images take four times the memory. */
  private static final class Records extends AbstractList<List<Writable>> {
    private transient ImageSet images = ImageSet.none();

    @Override
    public int size() {
      return images.size();
    }

    @Override
    public List<Writable> get(int index) {
      float[] values = new float[ImageSet.PIXELS];
      for (int i = 0; i < values.length; i++) {
        values[i] = images.pixels()[index * values.length + i] & 0xff;
      }
      return new ArrayList<>(
          List.of(
              new NDArrayWritable(Nd4j.create(values, new long[] {1, values.length}, 'c')),
              new IntWritable(images.labels()[index])));
    }
  }
}
