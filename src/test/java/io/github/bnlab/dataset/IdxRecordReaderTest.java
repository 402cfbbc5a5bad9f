package io.github.bnlab.dataset;

import static io.github.bnlab.dataset.IdxBytes.gzip;
import static io.github.bnlab.dataset.IdxBytes.write;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import org.datavec.api.conf.Configuration;
import org.datavec.api.records.Record;
import org.datavec.api.records.listener.RecordListener;
import org.datavec.api.records.metadata.RecordMetaData;
import org.datavec.api.records.metadata.RecordMetaDataIndex;
import org.datavec.api.records.reader.RecordReader;
import org.datavec.api.records.writer.RecordWriter;
import org.datavec.api.split.CollectionInputSplit;
import org.datavec.api.split.FileSplit;
import org.datavec.api.writable.NDArrayWritable;
import org.datavec.api.writable.Writable;
import org.deeplearning4j.datasets.datavec.RecordReaderDataSetIterator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.dataset.DataSet;

class IdxRecordReaderTest {
  @TempDir Path folder;
  private Path images;
  private IdxRecordReader reader;

  @BeforeEach
  void open() {
    images = write(folder.resolve("train-images-idx3-ubyte.gz"), gzip(IdxBytes.images(5)));
    write(folder.resolve("train-labels-idx1-ubyte.gz"), gzip(IdxBytes.labels(5)));
    reader = new IdxRecordReader();
    reader.initialize(new FileSplit(images.toFile()));
  }

  @Test
  void recordsArePixelsAndLabel() {
    List<Integer> labels = new ArrayList<>();
    while (reader.hasNext()) {
      List<Writable> record = reader.next();
      float[] pixels = ((NDArrayWritable) record.get(0)).get().toFloatVector();
      assertThat(pixels).hasSize(784);
      // Pixel i of image k is the byte i + 784 k of the file.
      int first = 784 * labels.size();
      assertThat(pixels[300]).isEqualTo((first + 300) & 0xff);
      labels.add(record.get(1).toInt());
    }
    assertThat(labels).containsExactly(0, 1, 2, 3, 4);
    assertThatThrownBy(reader::next).isInstanceOf(NoSuchElementException.class);
    assertThat(reader.getLabels()).hasSize(10).startsWith("0").endsWith("9");
  }

  @Test
  void recordReaderDataSetIteratorTakesIt() {
    var iterator = new RecordReaderDataSetIterator(reader, 2, 1, 10);
    List<Integer> sizes = new ArrayList<>();
    while (iterator.hasNext()) {
      DataSet batch = iterator.next();
      sizes.add(batch.numExamples());
      assertThat(batch.getFeatures().shape()).containsExactly(batch.numExamples(), 784);
      assertThat(batch.getLabels().shape()).containsExactly(batch.numExamples(), 10);
      assertThat(batch.getLabels().getDouble(0, 2 * (sizes.size() - 1))).isEqualTo(1);
    }
    assertThat(sizes).containsExactly(2, 2, 1);
    iterator.reset();
    assertThat(iterator.next().getFeatures().getDouble(0, 255)).isEqualTo(255);
  }

  @Test
  void metaDataLeadsBackToRecords() throws IOException {
    List<Record> all = new ArrayList<>();
    while (reader.hasNext()) {
      all.add(reader.nextRecord());
    }
    List<Record> again =
        reader.loadFromMetaData(List.of(all.get(3).getMetaData(), all.get(1).getMetaData()));
    assertThat(again).containsExactly(all.get(3), all.get(1));
    assertThat(reader.loadFromMetaData(all.get(4).getMetaData())).isEqualTo(all.get(4));
  }

  @Test
  void labelsElsewhere() throws IOException {
    Path other = write(folder.resolve("classes"), IdxBytes.labels(5));
    try (IdxRecordReader named = new IdxRecordReader(other)) {
      named.initialize(new FileSplit(images.toFile()));
      assertThat(named.hasNext()).isTrue();
    }
    Path odd = write(folder.resolve("pictures"), IdxBytes.images(5));
    assertThatThrownBy(() -> reader.initialize(new FileSplit(odd.toFile())))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("name the file of labels");
  }

  @Test
  void aSplitOfOtherThanOneLocalFileIsRefused() {
    URI[] two = {images.toUri(), images.toUri()};
    URI[] remote = {URI.create("http://localhost/images")};
    for (URI[] locations : List.of(two, remote, new URI[0])) {
      assertThatThrownBy(() -> reader.initialize(new CollectionInputSplit(List.of(locations))))
          .isInstanceOf(DataException.class)
          .hasMessageContaining("expected one local file of images");
    }
  }

  @Test
  void initializingBeginsAgain() {
    reader.next();
    reader.initialize(new Configuration(), new FileSplit(images.toFile()));
    assertThat(reader.next().get(1).toInt()).isZero();
    reader.reset();
    assertThat(reader.next().get(1).toInt()).isZero();
  }

  @Test
  void aRecordThatIsNotThereIsRefused() {
    RecordMetaData far = new RecordMetaDataIndex(5, images.toUri(), IdxRecordReader.class);
    assertThatThrownBy(() -> reader.loadFromMetaData(far))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void listenersHearOfEveryRecord() {
    List<Object> heard = new ArrayList<>();
    RecordListener listener =
        new RecordListener() {
          @Override
          public boolean invoked() {
            return !heard.isEmpty();
          }

          @Override
          public void invoke() {}

          @Override
          public void recordRead(RecordReader source, Object record) {
            heard.add(record);
          }

          @Override
          public void recordWrite(RecordWriter writer, Object record) {}
        };
    reader.setListeners(listener);
    List<Writable> first = reader.next();
    reader.nextRecord();
    assertThat(heard).hasSize(2).first().isSameAs(first);
    assertThat(reader.resetSupported()).isTrue();
    assertThatThrownBy(() -> reader.record(images.toUri(), null))
        .isInstanceOf(UnsupportedOperationException.class);
  }
}
