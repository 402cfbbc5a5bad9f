package io.github.bnlab.recording;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.bnlab.recording.Checkpoint.Extent;
import io.github.bnlab.recording.Checkpoint.Origin;
import io.github.bnlab.training.NetworkState;
import io.github.bnlab.training.Score;
import io.github.bnlab.training.Score.Mistake;
import io.github.bnlab.training.TrainingState;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.commons.codec.digest.DigestUtils;

/** Small checkpoints with everything that one can hold. */
final class SampleCheckpoints {
  static final Origin ORIGIN =
      new Origin(
          "name: \u00e4\n", Map.of("a", "00", "b", "ff"), "ab", Map.of("c", "1"), "revision");

  private SampleCheckpoints() {}

  /** One of a step, with files of the run directory. */
  static Checkpoint of(int step, Extent... files) {
    return new Checkpoint(ORIGIN, List.of(files), state(step, new double[] {0.5, -3, 0.1}));
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

  /** The same bytes, with the checksum that is theirs in the place of their last ones. */
  static byte[] sealed(byte[] changed) {
    int length = Math.max(0, changed.length - 32);
    byte[] whole = Arrays.copyOf(changed, length + 32);
    byte[] sum = DigestUtils.sha256(Arrays.copyOf(changed, length));
    System.arraycopy(sum, 0, whole, length, sum.length);
    return whole;
  }
}
