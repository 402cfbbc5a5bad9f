package io.github.bnlab.config;

/**
 * What a trial keeps.
 *
 * @param model whether {@code model.zip} and {@code parameters.npz} are written
 * @param mistakes whether {@code mistakes.csv} is written; it holds images of the data set, which
 *     records that are passed on may not be allowed to
 * @param probes whether the inputs of the activation functions, and what every feature of the
 *     normalization layers holds, is recorded at every evaluation
 * @param evaluations so many epochs lie between two evaluations, which are also made before the
 *     first epoch and after the last one; 1 evaluates after all of them
 * @param trainingExamples how many of the first training examples the accuracy is also measured on;
 *     0 means none
 * @param losses so many steps lie between two training losses that are recorded, from the first
 *     step on; 1 records all of them
 * @param measures so many steps lie between two measurements of gradients, of the loss along the
 *     gradient and of the shift of layers' inputs; 0 means that nothing of this is measured
 * @param robustness whether the trained network is tried on perturbed test images
 */
public record RecordingConfig(
    boolean model,
    boolean mistakes,
    boolean probes,
    int evaluations,
    int trainingExamples,
    int losses,
    int measures,
    boolean robustness) {
  public RecordingConfig {
    Require.atLeast(1, evaluations, "recording.evaluations", " epoch, which evaluates after all");
    Require.atLeast(0, trainingExamples, "recording.trainingExamples", ", which means none");
    Require.atLeast(1, losses, "recording.losses", " step, which records all");
    Require.atLeast(0, measures, "recording.measures", " steps, which means never");
  }
}
