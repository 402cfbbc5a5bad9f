package io.github.bnlab.config;

import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Everything that decides what one training run computes: a complete, serializable value.
 *
 * @param experiment name of the experiment, the folder below the results folder
 * @param trial name of the trial within it, the folder below that
 * @param backend which ND4J backend runs it
 * @param network architecture
 * @param deepNet its shape if it is a DeepNet, else null
 * @param dataset data
 * @param fallback replacement if the data set is not available
 * @param dataType of parameters and activations
 * @param initialWeights {@code pytorch}, {@code xavier-uniform}, {@code he-uniform}, or the path of
 *     an .npz file
 * @param batchNorm normalization
 * @param dropout dropout
 * @param training optimization
 * @param recording what is kept
 */
public record TrialConfig(
    String experiment,
    String trial,
    BackendKind backend,
    NetworkKind network,
    DeepNetConfig deepNet,
    DatasetConfig dataset,
    Fallback fallback,
    FloatType dataType,
    String initialWeights,
    BatchNormConfig batchNorm,
    DropoutConfig dropout,
    TrainingConfig training,
    RecordingConfig recording) {

  /** ND4J backends; {@code AUTO} is CUDA if it is available, else CPU. */
  public enum BackendKind {
    CPU,
    CUDA,
    AUTO
  }

  /** Replacement for a data set that is not available. */
  public enum Fallback {
    NONE,
    SYNTHETIC_DIGITS
  }

  /** Floating-point types. */
  public enum FloatType {
    FLOAT,
    DOUBLE
  }

  /** Weights as PyTorch's layers start from: uniform within 1/sqrt(inputs), biases too. */
  public static final String PYTORCH = "pytorch";

  /** Weights as the textbook sets them: uniform within sqrt(6 / (inputs + outputs)). */
  public static final String XAVIER_UNIFORM = "xavier-uniform";

  /** Weights for ReLUs, after He et al. (2015): uniform within sqrt(6 / inputs). */
  public static final String HE_UNIFORM = "he-uniform";

  static final List<String> INITIAL_WEIGHTS = List.of(PYTORCH, XAVIER_UNIFORM, HE_UNIFORM);

  private static final Set<String> RESERVED =
      Set.of("report.html", "figures", "limits.csv", "limits.json", "range.csv", "trials.txt");

  public TrialConfig {
    SafeNames.require("name", experiment);
    SafeNames.require("label", trial);
    Require.that(
        !RESERVED.contains(trial.toLowerCase(Locale.ROOT)),
        "label",
        trial,
        "be another name: the folder of an experiment holds a file of that name");
    TrialRules.check(network, deepNet, initialWeights, batchNorm, dropout, training);
    TrialRules.checkWatch(training.earlyStopping().watch(), dataset, recording);
    if (recording.robustness()) {
      TrialRules.checkRobustness(batchNorm);
    }
  }

  /** Whether the initial weights come from a file: they have none of the names. */
  public boolean readsWeights() {
    return !INITIAL_WEIGHTS.contains(initialWeights);
  }

  /** Hidden layers, first to last: where normalization and dropout can go. */
  public List<String> places() {
    return network.places(deepNet);
  }

  /** The same settings on another backend. */
  public TrialConfig on(BackendKind other) {
    return with(experiment, trial, other, dataset, batchNorm, dropout);
  }

  /** The same settings on other data. */
  public TrialConfig on(DatasetConfig data) {
    return with(experiment, trial, backend, data, batchNorm, dropout);
  }

  /** The same settings in another experiment. */
  public TrialConfig in(String otherExperiment) {
    return with(otherExperiment, trial, backend, dataset, batchNorm, dropout);
  }

  /** The same settings without dropout and with another normalization. */
  public TrialConfig withoutDropout(BatchNormConfig otherNorm) {
    return with(
        experiment, trial, backend, dataset, otherNorm, new DropoutConfig(0, dropout.after()));
  }

  /** The same settings under another name, which is shortened where it is too long. */
  public TrialConfig named(String name) {
    return with(experiment, SafeNames.shorten(name), backend, dataset, batchNorm, dropout);
  }

  private TrialConfig with(
      String otherExperiment,
      String name,
      BackendKind kind,
      DatasetConfig data,
      BatchNormConfig norm,
      DropoutConfig otherDropout) {
    return new TrialConfig(
        otherExperiment,
        name,
        kind,
        network,
        deepNet,
        data,
        fallback,
        dataType,
        initialWeights,
        norm,
        otherDropout,
        training,
        recording);
  }
}
