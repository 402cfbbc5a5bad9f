package io.github.bnlab.config;

/**
 * What a trial keeps.
 *
 * @param model whether {@code model.zip} and {@code parameters.npz} are written
 * @param mistakes whether {@code mistakes.csv} is written; it holds images of the data set, which
 *     records that are passed on may not be allowed to
 * @param probes whether the inputs of the activation functions, and what every feature of the
 *     normalization layers holds, is recorded after every epoch
 * @param trainingExamples how many of the first training examples the accuracy is also measured on
 *     after every epoch; 0 means none
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
    int trainingExamples,
    int losses,
    int measures,
    boolean robustness) {
  public RecordingConfig {
    Require.that(
        trainingExamples >= 0,
        "recording.trainingExamples",
        trainingExamples,
        "be at least 0, which means none");
    Require.that(losses >= 1, "recording.losses", losses, "be at least 1 step, which records all");
    Require.that(
        measures >= 0, "recording.measures", measures, "be at least 0 steps, which means never");
  }

  /** The usual records, without anything that takes more time. */
  public RecordingConfig(boolean model, boolean mistakes) {
    this(model, mistakes, true, 0, 1, 0, false);
  }
}
