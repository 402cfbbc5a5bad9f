package io.github.bnlab.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.bnlab.config.TrialConfig.FloatType;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

class BatchesTest {
  private static final ImageSet IMAGES = MadeUpDigits.draw(3, 0, 23);
  private static final int[] ORDER = EpochOrder.of(1, 1, 23, true);

  @ParameterizedTest
  @EnumSource(FloatType.class)
  void everyExampleOnceInOrderAndASmallerLastBatch(FloatType type) {
    DataType dataType = type == FloatType.FLOAT ? DataType.FLOAT : DataType.DOUBLE;
    List<Integer> sizes = new ArrayList<>();
    int taken = 0;
    try (Batches batches = Batches.prepared(IMAGES, type, 5, ORDER)) {
      while (batches.next()) {
        INDArray features = Nd4j.create(dataType, batches.size(), 784);
        INDArray labels = Nd4j.create(dataType, batches.size(), 10);
        batches.copyTo(features, labels);
        for (int i = 0; i < batches.size(); i++) {
          assertExample(ORDER[taken++], features.getRow(i), labels.getRow(i), type);
        }
        sizes.add(batches.size());
      }
      assertThat(batches.next()).isFalse();
    }
    assertThat(sizes).containsExactly(5, 5, 5, 5, 3);
  }

  private static void assertExample(int example, INDArray pixels, INDArray label, FloatType type) {
    for (int i = 0; i < 784; i++) {
      int value = IMAGES.pixels()[example * 784 + i] & 0xff;
      // Exactly the quotient in the type asked for, as PyTorch's ToTensor gives.
      double expected = type == FloatType.FLOAT ? value / 255f : value / 255d;
      assertThat(pixels.getDouble(i)).isEqualTo(expected);
    }
    for (int c = 0; c < 10; c++) {
      assertThat(label.getDouble(c)).isEqualTo(IMAGES.labels()[example] == c ? 1 : 0);
    }
  }

  @Test
  void reusedBuffersHoldNothingOfTheBatchBefore() {
    INDArray features = Nd4j.create(DataType.FLOAT, 1, 784);
    INDArray labels = Nd4j.create(DataType.FLOAT, 1, 10);
    try (Batches batches = Batches.inOrder(IMAGES, FloatType.FLOAT, 1)) {
      for (int example = 0; batches.next(); example++) {
        batches.copyTo(features, labels);
        assertExample(example, features, labels, FloatType.FLOAT);
      }
    }
  }

  @Test
  void viewsIntoLargerArraysAreFilledWhereTheyLie() {
    INDArray all = Nd4j.create(DataType.FLOAT, 6, 784);
    INDArray labels = Nd4j.create(DataType.FLOAT, 3, 10);
    BatchData batch = new BatchData(FloatType.FLOAT, 3, 784);
    batch.gather(IMAGES, ORDER, 0, 3);
    batch.copyTo(all.get(NDArrayIndex.interval(3, 6), NDArrayIndex.all()), labels);
    assertThat(all.getRow(0).sumNumber().doubleValue()).isZero();
    assertExample(ORDER[2], all.getRow(5), labels.getRow(2), FloatType.FLOAT);
  }

  @Test
  void buffersThatDoNotFitAreRefused() {
    BatchData batch = new BatchData(FloatType.FLOAT, 3, 784);
    batch.gather(IMAGES, ORDER, 0, 3);
    INDArray labels = Nd4j.create(DataType.FLOAT, 3, 10);
    List<INDArray> wrong =
        List.of(
            Nd4j.create(DataType.FLOAT, 2, 784),
            Nd4j.create(DataType.DOUBLE, 3, 784),
            Nd4j.create(DataType.FLOAT, new long[] {3, 784}, 'f'));
    for (INDArray features : wrong) {
      assertThatThrownBy(() -> batch.copyTo(features, labels))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("does not fit");
    }
  }

  @Test
  void failureWhilePreparingReachesTheCaller() {
    try (Batches batches = Batches.prepared(IMAGES, FloatType.FLOAT, 1, new int[] {0, 99, 1})) {
      assertThatThrownBy(
              () -> {
                while (batches.next()) {}
              })
          .isInstanceOf(IllegalStateException.class)
          .hasCauseInstanceOf(IndexOutOfBoundsException.class);
    }
  }

  @Test
  void closingEarlyEndsTheThread() {
    try (Batches batches = Batches.prepared(IMAGES, FloatType.FLOAT, 1, ORDER)) {
      assertThat(batches.next()).isTrue();
    }
    assertThat(Thread.getAllStackTraces().keySet())
        .noneMatch(thread -> thread.getName().equals("bnlab-batches"));
  }

  @Test
  void interruptEndsThePassAndStaysVisible() {
    try (Batches batches = Batches.prepared(IMAGES, FloatType.FLOAT, 5, ORDER)) {
      batches.next();
      Thread.currentThread().interrupt();
      assertThatThrownBy(batches::next).isInstanceOf(CancellationException.class);
      assertThat(Thread.interrupted()).isTrue();
    }
  }

  @Test
  void aBatchHasAnExample() {
    for (int size : new int[] {0, -1}) {
      assertThatThrownBy(() -> Batches.prepared(IMAGES, FloatType.FLOAT, size, ORDER))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("a batch of " + size);
    }
  }

  @Test
  void noExamplesAreNoBatches() {
    try (Batches batches = Batches.prepared(IMAGES, FloatType.DOUBLE, 4, new int[0])) {
      assertThat(batches.next()).isFalse();
    }
  }
}
