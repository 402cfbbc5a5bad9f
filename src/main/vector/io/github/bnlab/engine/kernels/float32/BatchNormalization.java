package io.github.bnlab.engine.kernels.float32;

import static io.github.bnlab.engine.kernels.float32.Lanes.WIDTH;

import io.github.bnlab.engine.kernels.LayerKind;
import io.github.bnlab.engine.kernels.Plan;

/**
 * DL4J's batch normalization, from its formulas (Ioffe and Szegedy, 2015): with the mean and the
 * biased variance over the M values of a channel,
 *
 * <pre>
 * y      = a (x - mean) + beta,   a = gamma / sqrt(var + epsilon)
 * dbeta  = sum(dy),               dgamma = sum(dy (x - mean)) / sqrt(var + epsilon)
 * dx     = a dy - a dbeta / M - a dgamma (x - mean) / (sqrt(var + epsilon) M)
 * </pre>
 *
 * <p>In the gradient the running values get {@code (1 - decay) (running - batch)}, which a step
 * subtracts: {@code running = decay running + (1 - decay) batch}. In inference they take the place
 * of the batch's.
 *
 * <p>Blocks have a mean and a sum of squares each, which are then joined in order (Chan et al.,
 * 1979).
 */
final class BatchNormalization extends Layer {
  private final Context context;
  private final int gamma;
  private final int beta;
  private final int mean;
  private final int variance;
  private final double epsilon;
  private final double decay;
  private final boolean training;
  private final float[] lastLanes;
  private final float[][] scratch;

  /** Of each block and channel: forward its mean and sum of squares, backward two sums. */
  private final double[] first;

  private final double[] second;
  private final double[] batchMean;
  private final double[] inverse;
  private final double[] ofCentred;
  private final double[] constant;

  /**
   * Batch normalization.
   *
   * @param training whether by the statistics of the batch
   */
  BatchNormalization(
      Tensor in, LayerKind.BatchNormalization kind, boolean training, Context context) {
    super(in, in.like());
    int channels = in.channels;
    this.context = context;
    this.training = training;
    gamma = kind.parameters();
    beta = gamma + channels;
    mean = gamma + 2 * channels;
    variance = gamma + 3 * channels;
    epsilon = kind.epsilon();
    decay = kind.decay();
    lastLanes = in.lastLanes();
    scratch = new float[context.threads][WIDTH];
    first = new double[in.blocks * channels];
    second = new double[in.blocks * channels];
    batchMean = new double[channels];
    inverse = new double[channels];
    ofCentred = new double[channels];
    constant = new double[channels];
  }

  /** What is done to a channel of a block. */
  private interface Body {
    void run(int block, int channel, float[] scratch);
  }

  /** The body for some channels. */
  private Tensor.Work channels(Body body) {
    return (block, from, to, thread) -> {
      for (int c = from; c < to; c++) {
        body.run(block, c, scratch[thread]);
      }
    };
  }

  @Override
  void forward(Plan plan) {
    if (training) {
      in.each(plan, channels(this::statistics));
      in.join(plan, channels((block, c, lanes) -> joinStatistics(c)));
    } else {
      in.join(plan, channels((block, c, lanes) -> takeRunning(c)));
    }
    in.each(plan, channels(this::normalize));
  }

  private void statistics(int block, int c, float[] lanes) {
    double count = values(block);
    double average = Sums.of(in, block, c, 0, null, 0, lastLanes, lanes) / count;
    float shift = (float) average;
    first[block * in.channels + c] = average;
    double squares = Sums.of(in, block, c, shift, in, shift, lastLanes, lanes);
    double rest = average - shift;
    // The average is rounded: of equal values, the difference may be below 0.
    second[block * in.channels + c] = Math.max(0, squares - count * rest * rest);
  }

  /** Values of a channel in a block. */
  private long values(int block) {
    if (in.isFlat()) {
      return in.examples;
    }
    return (long) in.pixels() * Math.min(WIDTH, in.examples - block * WIDTH);
  }

  private void joinStatistics(int c) {
    double average = 0;
    double squares = 0;
    double count = 0;
    for (int block = 0; block < in.blocks; block++) {
      double more = values(block);
      double distance = first[block * in.channels + c] - average;
      squares +=
          second[block * in.channels + c] + distance * distance * count * more / (count + more);
      average += distance * more / (count + more);
      count += more;
    }
    double biased = squares / count;
    batchMean[c] = average;
    inverse[c] = 1 / Math.sqrt(biased + epsilon);
    float[] p = context.parameters;
    context.gradient[mean + c] = (float) ((1 - decay) * (p[mean + c] - average));
    context.gradient[variance + c] = (float) ((1 - decay) * (p[variance + c] - biased));
  }

  private void takeRunning(int c) {
    batchMean[c] = context.parameters[mean + c];
    inverse[c] = 1 / Math.sqrt(context.parameters[variance + c] + epsilon);
  }

  private void normalize(int block, int c, float[] unused) {
    double scale = context.parameters[gamma + c] * inverse[c];
    Elementwise.normalize(
        in.data,
        in.at(block, c),
        (float) batchMean[c],
        (float) scale,
        context.parameters[beta + c],
        out.data,
        out.at(block, c),
        in.run());
  }

  @Override
  Tensor backward(Plan plan, Tensor gradient, boolean wanted) {
    in.each(plan, channels((block, c, lanes) -> sum(gradient, block, c, lanes)));
    in.join(plan, channels((block, c, lanes) -> joinGradients(c)));
    if (wanted) {
      in.each(plan, channels((block, c, lanes) -> differentiate(gradient, block, c)));
    }
    return wanted ? gradient : null;
  }

  private void sum(Tensor gradient, int block, int c, float[] lanes) {
    int i = block * in.channels + c;
    float shift = (float) batchMean[c];
    first[i] = Sums.of(gradient, block, c, 0, null, 0, lastLanes, lanes);
    second[i] = Sums.of(gradient, block, c, 0, in, shift, lastLanes, lanes);
  }

  private void differentiate(Tensor gradient, int block, int c) {
    int at = gradient.at(block, c);
    Elementwise.normalizeGradient(
        in.data,
        in.at(block, c),
        (float) batchMean[c],
        (float) ofCentred[c],
        gradient.data,
        at,
        (float) (context.parameters[gamma + c] * inverse[c]),
        (float) constant[c],
        in.run());
    gradient.clearPadding(block, c, c + 1);
  }

  private void joinGradients(int c) {
    double sum = 0;
    double product = 0;
    for (int block = 0; block < in.blocks; block++) {
      sum += first[block * in.channels + c];
      product += second[block * in.channels + c];
    }
    double gradientOfGamma = product * inverse[c];
    context.gradient[beta + c] = (float) sum;
    context.gradient[gamma + c] = (float) gradientOfGamma;
    double scale = context.parameters[gamma + c] * inverse[c] / in.valuesOfChannel();
    ofCentred[c] = -scale * gradientOfGamma * inverse[c];
    constant[c] = -scale * sum;
  }
}
