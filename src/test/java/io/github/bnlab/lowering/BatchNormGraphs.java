package io.github.bnlab.lowering;

import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;

/** Batch normalization as one may write it, in any layout. */
final class BatchNormGraphs {
  static final double EPSILON = 1e-5;
  static final double DECAY = 0.9;

  /** How the formulas are written. */
  enum Form {
    /** d = x - mean, var = mean(d d), y = d (gamma (var + eps)^-1/2) + beta. */
    CENTRED,
    /** y = gamma ((x - mean) / sqrt(var + eps)) + beta. */
    TEXTBOOK,
    /** y = x a + (beta - mean a). */
    SCALE_AND_SHIFT,
    /** As centred, with the variance from squared norms and sums without kept dimensions. */
    NORMS,
    /** As centred, with the variance from the square function. */
    SQUARES,
    /** As centred, then a function that only a plain operation has: y = tanh(..) (x - mean). */
    MIXED
  }

  private BatchNormGraphs() {}

  /**
   * Gradient function of a training graph: placeholders input and dy, parameters gamma, beta, mean,
   * var; results y, meanStep, varStep.
   *
   * @param unbiased whether it normalizes by the unbiased variance; the running one is the other
   */
  static SameDiff training(
      Form form, DataType type, long[] shape, int channelAxis, boolean unbiased) {
    SameDiff graph = SameDiff.create();
    long[] vector = new long[shape.length];
    int[] axes = new int[shape.length - 1];
    long n = 1;
    for (int i = 0, j = 0; i < shape.length; i++) {
      vector[i] = i == channelAxis ? shape[i] : 1;
      if (i != channelAxis) {
        axes[j++] = i;
        n *= shape[i];
      }
    }
    SDVariable x = graph.placeHolder("input", type, shape);
    SDVariable dy = graph.placeHolder("dy", type, shape);
    SDVariable gamma = graph.var("gamma", type, vector);
    SDVariable beta = graph.var("beta", type, vector);
    SDVariable mean =
        form == Form.NORMS ? x.sum(axes).mul(1.0 / n).reshape(vector) : x.mean(true, axes);
    SDVariable d = x.sub(mean);
    SDVariable biased =
        switch (form) {
          case NORMS -> graph.squaredNorm(d, true, axes).div(n);
          case SQUARES -> graph.math().square(d).mean(true, axes);
          default -> d.mul(d).mean(true, axes);
        };
    SDVariable corrected = biased.mul((double) n / (n - 1));
    SDVariable y = normalize(form, x, mean, d, unbiased ? corrected : biased, gamma, beta);
    Graphs.name(y, "y");
    step(graph, "mean", mean, vector);
    step(graph, "var", unbiased ? biased : corrected, vector);
    y.mul(dy).sum("loss").markAsLoss();
    return Graphs.gradients(graph, "input", "gamma", "beta");
  }

  private static SDVariable normalize(
      Form form,
      SDVariable x,
      SDVariable mean,
      SDVariable d,
      SDVariable variance,
      SDVariable gamma,
      SDVariable beta) {
    SameDiff graph = x.getSameDiff();
    SDVariable scale = gamma.mul(graph.math().rsqrt(variance.add(EPSILON)));
    return switch (form) {
      case TEXTBOOK -> d.div(graph.math().sqrt(variance.add(EPSILON))).mul(gamma).add(beta);
      case SCALE_AND_SHIFT -> x.mul(scale).add(beta.sub(mean.mul(scale)));
      case MIXED -> graph.nn().tanh(d.mul(scale).add(beta)).mul(d);
      default -> d.mul(scale).add(beta);
    };
  }

  private static void step(SameDiff graph, String running, SDVariable batch, long[] shape) {
    SDVariable old = graph.var(running, batch.dataType(), shape);
    Graphs.name(old.sub(batch).mul(1 - DECAY), running + "Step");
  }
}
