package io.github.bnlab.network;

import io.github.bnlab.config.RandomStreams;
import io.github.bnlab.config.Require;
import org.deeplearning4j.nn.conf.dropout.IDropout;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.shade.jackson.annotation.JsonAutoDetect;
import org.nd4j.shade.jackson.annotation.JsonCreator;
import org.nd4j.shade.jackson.annotation.JsonProperty;

/**
 * Inverted dropout (Srivastava et al., 2014): a value is set to 0 with probability {@code rate},
 * else divided by {@code 1 - rate}. The mask is a pure function of (seed, place, iteration,
 * position), so that training can be resumed, and forward and backward pass agree without memory.
 *
 * @param seed of the trial
 * @param place index of the place in its network
 * @param rate probability that a value is set to 0, in [0, 1)
 */
@JsonAutoDetect(getterVisibility = JsonAutoDetect.Visibility.NONE)
public record SeededDropout(
    @JsonProperty("seed") long seed,
    @JsonProperty("place") int place,
    @JsonProperty("rate") double rate)
    implements IDropout {
  /** Odd, so that counters times it are distinct: the increment of SplitMix64. */
  private static final long GOLDEN = 0x9E3779B97F4A7C15L;

  /**
   * Dropout at a place.
   *
   * @throws io.github.bnlab.config.ConfigException if the rate lies outside [0, 1)
   */
  @JsonCreator
  public SeededDropout {
    Require.fraction(rate, "rate", "");
  }

  /**
   * What remains of a range of positions.
   *
   * @param iteration counted from 0
   * @param from the first position, in c order
   * @param kept takes whether each value remains
   * @param count how many positions
   */
  public void mask(int iteration, long from, boolean[] kept, int count) {
    long key = RandomStreams.key(seed, RandomStreams.Purpose.DROPOUT, place);
    long stream = RandomStreams.key(key, RandomStreams.Purpose.DROPOUT, iteration);
    for (int i = 0; i < count; i++) {
      // The upper 53 bits of a hashed counter are uniform on [0, 1).
      double uniform = (RandomStreams.mix(stream + (from + i) * GOLDEN) >>> 11) * 0x1p-53;
      kept[i] = uniform >= rate;
    }
  }

  /** What remains is multiplied by this: {@code 1 / (1 - rate)}. */
  public double scale() {
    return 1 / (1 - rate);
  }

  @Override
  public INDArray applyDropout(
      INDArray input, INDArray result, int iteration, int epoch, LayerWorkspaceMgr workspaces) {
    return multiply(input, result, iteration);
  }

  @Override
  public INDArray backprop(INDArray gradOut, INDArray gradIn, int iteration, int epoch) {
    return multiply(gradOut, gradIn, iteration);
  }

  private INDArray multiply(INDArray from, INDArray to, int iteration) {
    boolean[] kept = new boolean[Math.toIntExact(from.length())];
    mask(iteration, 0, kept, kept.length);
    INDArray mask = Nd4j.createFromArray(kept).castTo(from.dataType()).reshape('c', from.shape());
    return from.muli(mask, to).muli(scale());
  }

  @Override
  public void clear() {
    // nothing is kept
  }

  @Override
  public IDropout clone() {
    return this;
  }
}
