package io.github.bnlab.rows;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.util.List;

/** The rows of all tables: a component for each column. */
public final class Rows {
  private Rows() {}

  /** What is special about a column. */
  @Retention(RetentionPolicy.RUNTIME)
  @Target(ElementType.RECORD_COMPONENT)
  public @interface Column {
    /** Whether it is written as a double in trials of float, too. */
    boolean isDouble() default false;

    /** Whether a text may be empty. */
    boolean mayBeEmpty() default false;

    /** Whether tables of older versions lack it. */
    boolean isAdded() default false;
  }

  /**
   * A line of {@code iterations.csv}: one step.
   *
   * @param step counted from 1
   * @param epoch counted from 1
   * @param trainingLoss mean cross-entropy of the batch before the update, in nats
   */
  public record IterationRow(int step, int epoch, double trainingLoss) {}

  /**
   * A line of {@code epochs.csv}: the state after an epoch that ends with an evaluation.
   *
   * @param epoch counted from 1; 0 is the state before the first step
   * @param step steps taken so far
   * @param trainingLoss mean over the examples since the line before, in nats; null for epoch 0
   * @param validationLoss in nats, or null where there is no validation split
   * @param validationAccuracy in [0, 1], or null likewise
   * @param testLoss in nats, or null where there is no test split
   * @param testAccuracy in [0, 1], or null likewise
   * @param trainingAccuracy in [0, 1], on the first examples trained on, in inference mode; null
   *     where it was not measured
   */
  public record EpochRow(
      int epoch,
      int step,
      Double trainingLoss,
      Double validationLoss,
      @Column(isDouble = true) Double validationAccuracy,
      Double testLoss,
      @Column(isDouble = true) Double testAccuracy,
      @Column(isDouble = true, isAdded = true) Double trainingAccuracy) {}

  /**
   * A line of {@code batchnorm.csv}: one feature of one normalization layer after an epoch.
   *
   * @param epoch counted from 1; 0 is the state before the first step
   * @param layer place in the network, such as {@code conv1}
   * @param feature counted from 0
   * @param gamma scale
   * @param beta shift
   * @param runningMean running mean, or null for layer normalization
   * @param runningVariance running variance, or null for layer normalization
   */
  public record BatchNormRow(
      int epoch,
      String layer,
      int feature,
      double gamma,
      double beta,
      Double runningMean,
      Double runningVariance) {}

  /**
   * A line of {@code timing.csv}: wall times of an epoch.
   *
   * @param epoch counted from 1; 0 is the evaluation before the first step
   * @param trainingSeconds of its steps
   * @param evaluationSeconds of the evaluation after it
   * @param trainingSamplesPerSecond examples trained on per training second; null for epoch 0
   */
  public record TimingRow(
      int epoch,
      double trainingSeconds,
      double evaluationSeconds,
      Double trainingSamplesPerSecond) {

    /** Examples trained on per second of training over all epochs; NaN if none was trained. */
    public static double samplesPerSecond(List<TimingRow> rows) {
      double samples = 0;
      double seconds = 0;
      for (TimingRow row : rows) {
        if (row.trainingSamplesPerSecond != null) {
          samples += row.trainingSamplesPerSecond * row.trainingSeconds;
          seconds += row.trainingSeconds;
        }
      }
      return samples / seconds;
    }
  }

  /**
   * A line of {@code activations.csv}: percentiles of the inputs of an activation function, over a
   * fixed batch of images in inference mode.
   *
   * @param epoch counted from 1; 0 is the state before the first step
   * @param step steps taken so far
   * @param layer place in the network, such as {@code conv1}
   * @param unit {@link #ALL_UNITS}, which are all units and, in feature maps, positions, of more
   *     than 8,192 values a part that is spread evenly; or the number of one unit (of a feature map
   *     its channel), chosen before the first step as the one of median spread: a typical one
   * @param p15 15th percentile; NaN where no value is finite, as the other two
   * @param p50 median
   * @param p85 85th percentile
   */
  public record PercentileRow(
      int epoch, int step, String layer, String unit, double p15, double p50, double p85) {
    /** In place of the number of a unit: the values of all units together. */
    public static final String ALL_UNITS = "all";
  }

  /**
   * A line of {@code histograms.csv}: how many inputs of an activation function lie in an interval,
   * over a fixed batch of images in inference mode, among the values of a {@link PercentileRow}.
   * The intervals are of equal width, from the lowest to the highest value, or around equal values;
   * there are none where no value is finite.
   *
   * @param epoch counted from 1; 0 is the state before the first step
   * @param layer place in the network, such as {@code conv1}
   * @param low start of the interval, inclusive
   * @param high end of the interval, exclusive but for the last one
   * @param count of the values
   * @param unit as in a {@link PercentileRow}; empty in older tables, which have all units alone
   */
  public record HistogramRow(
      int epoch,
      String layer,
      double low,
      double high,
      int count,
      @Column(isAdded = true, mayBeEmpty = true) String unit) {}

  /**
   * A line of {@code confusion.csv}: test images (without any, validation images) of a class that
   * were given some answer at the end.
   *
   * @param label right class
   * @param predicted answer
   * @param count of the images
   */
  public record ConfusionRow(int label, int predicted, int count) {}

  /**
   * A line of {@code mistakes.csv}: a test image (without any, a validation image) with a wrong
   * answer at the end. The file lists those whose right class is given the lowest probability,
   * lowest first.
   *
   * @param index in its split, from 0
   * @param label right class
   * @param predicted answer
   * @param probability given to the answer
   * @param labelProbability given to the right class
   * @param pixels gray values, row by row; Base64 in the file
   */
  public record MistakeRow(
      int index,
      int label,
      int predicted,
      double probability,
      double labelProbability,
      byte[] pixels) {}

  /**
   * A line of {@code gradients.csv}: how large the gradient of a layer with weights is (Bjorck et
   * al., 2018).
   *
   * @param epoch counted from 1
   * @param step counted from 1: measured on its batch, before its update
   * @param layer place in the network, such as {@code conv1}
   * @param gradientNorm Euclidean norm of the gradient of the mean loss by its weights and biases
   * @param parameterNorm Euclidean norm of its weights and biases
   */
  public record GradientRow(
      int epoch, int step, String layer, double gradientNorm, double parameterNorm) {}

  /**
   * A line of {@code landscape.csv}: the loss of a batch and its gradient {@code g} some way along
   * the gradient, at {@code p - distance * g(p)} (Santurkar et al., 2018, figure 4).
   *
   * @param epoch counted from 1
   * @param step counted from 1: measured on its batch, before its update
   * @param distance factor of the gradient, up to four times the learning rate of the step; 0 is
   *     the point {@code p} itself
   * @param loss mean cross-entropy there, in nats
   * @param gradientDifference {@code |g(p - distance * g(p)) - g(p)|}
   * @param smoothness that difference divided by {@code distance * |g(p)|}, a lower bound of the
   *     smoothness constant of the loss; null at distance 0
   */
  public record LandscapeRow(
      int epoch,
      int step,
      double distance,
      double loss,
      double gradientDifference,
      Double smoothness) {}

  /**
   * A line of {@code shift.csv}: how one update shifts the inputs and the gradient of a layer.
   *
   * @param epoch counted from 1
   * @param step counted from 1: measured on its batch, before its update
   * @param layer with weights, such as {@code conv2}
   * @param meanDrift root mean square over the units (channels) of its input of the change of their
   *     means on a fixed batch, each in units of the unit's standard deviation before: the internal
   *     covariate shift of Ioffe and Szegedy (2015)
   * @param varianceDrift likewise, of the change of their standard deviations, whatever its name
   * @param gradientShift Euclidean distance of the layer's gradients, on the batch of the step,
   *     before and after the update of the layers before it: the internal covariate shift of
   *     Santurkar et al. (2018), definition 2.1
   * @param gradientCosine cosine of the angle between the two gradients; NaN if one of them is 0
   */
  public record ShiftRow(
      int epoch,
      int step,
      String layer,
      double meanDrift,
      double varianceDrift,
      Double gradientShift,
      Double gradientCosine) {}

  /**
   * A line of {@code robustness.csv}: how well the trained network does on perturbed test images.
   *
   * @param perturbation such as {@code gaussian-noise}, {@code contrast}, {@code shift} or {@code
   *     fgsm}
   * @param strength of the perturbation; 0 is the unperturbed image
   * @param examples number of images
   * @param loss mean cross-entropy in nats
   * @param accuracy in [0, 1]
   */
  public record RobustnessRow(
      String perturbation, double strength, int examples, double loss, double accuracy) {}

  /**
   * A line of {@code range.csv}: a step of a learning-rate range test.
   *
   * @param trial name of the trial
   * @param step counted from 1
   * @param learningRate of this step
   * @param loss of its batch before the update, in nats
   * @param smoothedLoss moving average; null if it was not computed
   */
  public record RangeRow(
      String trial, int step, double learningRate, double loss, Double smoothedLoss) {
    private static final int SKIPPED = 10;

    /**
     * The rate at which the smoothed loss falls fastest from step to step, before it is lowest:
     * what falls later had leapt up at too large a rate. The first ten steps do not count.
     *
     * @param rows of one trial, in order, the rate rising by the same factor from step to step
     * @return null if the loss never falls there
     */
    public static Double steepest(List<RangeRow> rows) {
      int lowest = 0;
      for (int i = 1; i < rows.size(); i++) {
        lowest = rows.get(i).smoothed() < rows.get(lowest).smoothed() ? i : lowest;
      }
      Double rate = null;
      double slope = 0;
      for (int i = SKIPPED; i < Math.min(lowest, rows.size() - 1); i++) {
        double change = rows.get(i + 1).smoothed() - rows.get(i - 1).smoothed();
        if (change < slope) {
          slope = change;
          rate = rows.get(i).learningRate;
        }
      }
      return rate;
    }

    private double smoothed() {
      return smoothedLoss == null ? Double.NaN : smoothedLoss;
    }
  }

  /**
   * A line of {@code limits.csv}: the largest value of a setting with which a trial trains.
   *
   * @param trial its name
   * @param largestTrained largest value that trained, or null if none did
   * @param smallestFailed smallest value above it that failed, or null if not even the highest did
   * @param failure why that one failed; empty where none did
   */
  public record LimitRow(
      String trial,
      Double largestTrained,
      Double smallestFailed,
      @Column(mayBeEmpty = true) String failure) {}
}
