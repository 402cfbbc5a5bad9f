package io.github.bnlab.network;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.bnlab.JavaProcess;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

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
    assertThat(JavaProcess.output(process)).endsWith("0 of the reads were wrong\n");
    assertThat(process.waitFor()).isZero();
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
