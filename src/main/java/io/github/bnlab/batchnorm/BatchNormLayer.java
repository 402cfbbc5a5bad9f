package io.github.bnlab.batchnorm;

import static io.github.bnlab.batchnorm.NormalizationGraph.MEAN;
import static io.github.bnlab.batchnorm.NormalizationGraph.MEAN_STEP;
import static io.github.bnlab.batchnorm.NormalizationGraph.VARIANCE;
import static io.github.bnlab.batchnorm.NormalizationGraph.VARIANCE_STEP;

import io.github.bnlab.config.BatchNormConvention;
import io.github.bnlab.config.BatchNormConvention.Count;
import io.github.bnlab.config.BatchNormConvention.Removes;
import io.github.bnlab.config.BatchNormConvention.VarianceKind;
import io.github.bnlab.config.BatchNormConventions;
import io.github.bnlab.config.ConfigException;
import io.github.bnlab.config.GroupStatistics;
import io.github.bnlab.config.Require;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.shade.jackson.annotation.JsonProperty;

/**
 * Batch normalization of {@code [N, C]} per feature and of {@code [N, C, H, W]} per channel (Ioffe
 * and Szegedy, 2015):
 *
 * <pre>
 * y = gamma * (x - mean) / sqrt(variance + epsilon) + beta
 * </pre>
 *
 * <p>Training takes mean and variance of the batch and updates the running ones; inference takes
 * the running ones. The {@link BatchNormConvention} sets epsilon, decay, the kind of each variance,
 * the initial gamma, what is removed, and whether gamma and beta are trained. {@link BatchNormMath}
 * holds the formulas. A batch may be normalized in groups of its examples.
 *
 * <p>The layer goes into a {@code MultiLayerNetwork} or a {@code ComputationGraph}, before or after
 * an activation; its own activation is the identity. The network needs an input type, from which
 * the layer takes its number of features:
 *
 * <pre>{@code
 * new NeuralNetConfiguration.Builder().updater(new Sgd(0.1)).list(
 *         new DenseLayer.Builder().nOut(64).activation(Activation.IDENTITY).build(),
 *         new BatchNormLayer(BatchNormConventions.TORCH),
 *         new ActivationLayer(Activation.RELU),
 *         new OutputLayer.Builder().nOut(10).activation(Activation.SOFTMAX).build())
 *     .setInputType(InputType.feedForward(784)).build();
 * }</pre>
 *
 * <p>Parameters, each of C values, in the order of DL4J's own layer: gamma, beta, mean, var. The
 * running mean and variance are part of the network's parameter vector, and are saved and averaged
 * with it. Their "gradient" is {@code (1 - decay) * (running - batch)}, which the network subtracts
 * once a step; updaters do not scale it, and it is not divided by the batch size.
 *
 * <p>The convention is kept as plain properties, for DL4J's JSON.
 */
public final class BatchNormLayer extends NormalizationLayer {
  @JsonProperty private String conventionName;
  @JsonProperty private double epsilon;
  @JsonProperty private double decay;
  @JsonProperty private VarianceKind normalizeBy;
  @JsonProperty private VarianceKind runningVariance;
  @JsonProperty private Count count;
  @JsonProperty private Removes removes;
  @JsonProperty private boolean affine;
  @JsonProperty private int groups;
  @JsonProperty private GroupStatistics groupStatistics;

  /** For DL4J's JSON: the settings of DL4J's own layer. */
  public BatchNormLayer() {
    this(BatchNormConventions.D2L);
  }

  /**
   * A layer.
   *
   * @param convention the choices in which layers differ; presets are in {@link
   *     BatchNormConventions}
   */
  public BatchNormLayer(BatchNormConvention convention) {
    this(convention, 1, GroupStatistics.AVERAGED);
  }

  /**
   * A layer that normalizes a training batch in groups of consecutive examples, each by its own
   * statistics: ghost batches (Hoffer et al., 2017), or as many workers without synchronized
   * statistics.
   *
   * @param groups of equal size; batches must have a multiple of it
   * @param groupStatistics what the running statistics take of the groups
   * @throws ConfigException if {@code groups} is less than 1 or {@code groupStatistics} is null
   */
  public BatchNormLayer(
      BatchNormConvention convention, int groups, GroupStatistics groupStatistics) {
    super(convention.initialGamma());
    conventionName = convention.name();
    epsilon = convention.epsilon();
    decay = convention.decay();
    normalizeBy = convention.normalizeBy();
    runningVariance = convention.runningVariance();
    count = convention.count();
    removes = convention.removes();
    affine = convention.affine();
    Require.atLeast(1, groups, "groups", "");
    Require.given(groupStatistics, "groupStatistics");
    this.groups = groups;
    this.groupStatistics = groupStatistics;
  }

  /** The convention as one value. */
  public BatchNormConvention convention() {
    return new BatchNormConvention(
        conventionName,
        epsilon,
        decay,
        normalizeBy,
        runningVariance,
        count,
        initialGamma,
        removes,
        affine);
  }

  @Override
  public SameDiff graph(long[] inputShape, boolean training, DataType type) {
    return training
        ? BatchNormGraph.training(inputShape, convention(), groups, groupStatistics, type)
        : BatchNormGraph.inference(inputShape, convention(), type);
  }

  @Override
  public int groups() {
    return groups;
  }

  /** What the running statistics take of the groups. */
  public GroupStatistics groupStatistics() {
    return groupStatistics;
  }

  @Override
  public Map<String, String> runningSteps() {
    Map<String, String> steps = new LinkedHashMap<>();
    steps.put(MEAN, MEAN_STEP);
    steps.put(VARIANCE, VARIANCE_STEP);
    return steps;
  }

  /** Gamma and beta that are not trained have a learning rate of 0. */
  @Override
  public IUpdater getUpdaterByParam(String paramName) {
    boolean fixed = !affine && !runningSteps().containsKey(paramName);
    return fixed ? new Sgd(0) : super.getUpdaterByParam(paramName);
  }

  @Override
  String purpose() {
    return "batch normalization";
  }

  @Override
  public void initializeParameters(Map<String, INDArray> params) {
    super.initializeParameters(params);
    params.get(MEAN).assign(0);
    params.get(VARIANCE).assign(1);
  }

  @Override
  public boolean equals(Object other) {
    return super.equals(other)
        && other instanceof BatchNormLayer that
        && convention().equals(that.convention())
        && groups == that.groups
        && groupStatistics == that.groupStatistics;
  }

  @Override
  public int hashCode() {
    return Objects.hash(super.hashCode(), convention(), groups, groupStatistics);
  }
}
