package io.github.bnlab.dataset;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class EpochOrderTest {
  private static final int[] IDENTITY = IntStream.range(0, 1000).toArray();

  @Test
  void permutationOfAllExamples() {
    int[] sorted = EpochOrder.of(1, 1, 1000, true);
    Arrays.sort(sorted);
    assertThat(sorted).isEqualTo(IDENTITY);
  }

  @Test
  void pureFunctionOfSeedAndEpoch() {
    int[] order = EpochOrder.of(1, 2, 1000, true);
    assertThat(EpochOrder.of(1, 2, 1000, true)).isEqualTo(order);
    assertThat(EpochOrder.of(1, 3, 1000, true)).isNotEqualTo(order);
    assertThat(EpochOrder.of(2, 2, 1000, true)).isNotEqualTo(order);
  }

  @Test
  void unshuffledIsTheOrderOfTheFile() {
    assertThat(EpochOrder.of(1, 5, 1000, false)).isEqualTo(IDENTITY);
  }

  /** Every record of a trained network depends on this order: it must not change unnoticed. */
  @Test
  void firstOrderStaysWhatItWas() {
    assertThat(EpochOrder.of(1, 1, 8, true)).containsExactly(3, 6, 2, 5, 4, 7, 0, 1);
  }

  @Test
  void everyExampleIsAsLikelyInEveryPlace() {
    int[] first = new int[4];
    for (int epoch = 1; epoch <= 4000; epoch++) {
      first[EpochOrder.of(9, epoch, 4, true)[0]]++;
    }
    // Standard deviation of each count is 27; 150 is more than five of them.
    assertThat(Arrays.stream(first).boxed())
        .allSatisfy(count -> assertThat(count).isBetween(850, 1150));
  }
}
