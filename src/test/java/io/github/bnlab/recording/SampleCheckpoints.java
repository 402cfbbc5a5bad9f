package io.github.bnlab.recording;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.bnlab.recording.Checkpoint.Origin;
import io.github.bnlab.training.NetworkState;
import io.github.bnlab.training.Score;
import io.github.bnlab.training.Score.Mistake;
import io.github.bnlab.training.TrainingState;
import java.util.List;
import java.util.Map;

/** Small checkpoints with everything that one can hold. */
final class SampleCheckpoints {
  static final Origin ORIGIN =
      new Origin(
          "name: \u00e4\n", Map.of("a", "00", "b", "ff"), "ab", Map.of("c", "1"), "revision");

  private SampleCheckpoints() {}

  /** One of a step. */
  static Checkpoint of(int step) {
    return new Checkpoint(ORIGIN, state(step, 0.5, -3, 0.1));
  }

  /** A state of a step whose parameters are given. */
  static TrainingState state(int step, double... parameters) {
    Score score =
        new Score(
            3,
            Double.POSITIVE_INFINITY,
            0.5,
            new int[][] {{1, 2}, {3, 4}},
            List.of(new Mistake(7, 1, 2, 0.75, 0.125), new Mistake(8, 0, 9, 1, 0)));
    NetworkState network = new NetworkState(parameters, new double[] {1e-300}, step, 2);
    return new TrainingState(
        step, 2, 5, Double.NaN, 6L << 40, -0.0, 4, Long.MAX_VALUE, 8, null, score, network);
  }

  /** Every value of one is the other's, bit for bit. */
  static void assertSame(Checkpoint one, Checkpoint other) {
    assertThat(one)
        .usingRecursiveComparison()
        .withComparatorForType(Double::compare, Double.class)
        .isEqualTo(other);
  }
}
