package io.github.bnlab.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.bnlab.JavaProcess;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

class FlatArraysTest {
  private static final Duration LONG_ENOUGH = Duration.ofSeconds(6);

  private static volatile byte[] garbage;

  /**
   * ND4J frees memory whose array nothing refers to: without a fence, a collection of garbage
   * between finding the memory and copying it spoils the copy, once in some ten thousand reads of
   * compiled code with as little memory for new objects as here.
   */
  @Test
  void readsWhileGarbageIsCollected() throws Exception {
    List<String> options = List.of("-Xmn6m", "-XX:TieredStopAtLevel=4");
    Process process = JavaProcess.of(options, FlatArraysTest.class).start();
    assertThat(JavaProcess.output(process)).matches("(?s)(.*\n)?0 of the reads were wrong\n");
    assertThat(process.waitFor()).isZero();
  }

  @ParameterizedTest
  @EnumSource(names = {"HALF", "BFLOAT16", "INT", "LONG", "UBYTE", "FLOAT", "DOUBLE"})
  void readsEveryTypeOfNumbers(DataType type) {
    INDArray array = Nd4j.createFromArray(1.0, 2.0, 100.0).castTo(type);
    assertThat(FlatArrays.read(array)).containsExactly(1, 2, 100);
  }

  @ParameterizedTest
  @EnumSource(names = {"FLOAT", "DOUBLE"})
  void writesWhereTheArrayIs(DataType type) {
    INDArray all = Nd4j.zeros(type, 4, 2);
    FlatArrays.write(new double[] {1, 0.5, 3, 0.25}, all.get(NDArrayIndex.interval(1, 3)));
    assertThat(FlatArrays.read(all)).containsExactly(0, 0, 1, 0.5, 3, 0.25, 0, 0);
    FlatArrays.write(new double[] {5, 6, 7, 8}, all.getColumn(1));
    assertThat(FlatArrays.read(all)).containsExactly(0, 5, 1, 6, 3, 7, 0, 8);
    INDArray byColumns = Nd4j.create(type, new long[] {2, 3}, 'f');
    FlatArrays.write(new double[] {1, 2, 3, 4, 5, 6}, byColumns);
    assertThat(FlatArrays.read(byColumns)).containsExactly(1, 2, 3, 4, 5, 6);
    assertThatThrownBy(() -> FlatArrays.write(new double[9], all))
        .isInstanceOf(RuntimeException.class);
    assertThatThrownBy(() -> FlatArrays.write(new double[7], all))
        .isInstanceOf(RuntimeException.class);
  }

  public static void main(String[] arguments) {
    Instant end = Instant.now().plus(LONG_ENOUGH);
    Thread allocating =
        new Thread(
            () -> {
              while (true) {
                garbage = new byte[1 << 14];
              }
            });
    allocating.setDaemon(true);
    double[] values = new double[100];
    Arrays.setAll(values, i -> i + 1);
    INDArray array = Nd4j.createFromArray(new float[values.length]);
    FlatArrays.write(values, array);
    allocating.start();
    int wrong = 0;
    while (Instant.now().isBefore(end)) {
      wrong += Arrays.equals(FlatArrays.read(array), values) ? 0 : 1;
    }
    System.out.printf("%d of the reads were wrong%n", wrong);
  }
}
