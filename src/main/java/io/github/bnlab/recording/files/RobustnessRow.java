package io.github.bnlab.recording.files;

import java.util.List;

/**
 * A line of {@code robustness.csv}: how well the trained network does on perturbed test images.
 *
 * @param perturbation such as {@code gaussian-noise}, {@code contrast}, {@code shift} or {@code
 *     fgsm}
 * @param strength of the perturbation; 0 is none
 * @param examples number of images
 * @param loss mean cross-entropy in nats
 * @param accuracy in [0, 1]
 */
public record RobustnessRow(
    String perturbation, double strength, int examples, double loss, double accuracy) {
  /** Columns, in order. */
  public static final List<String> COLUMNS =
      List.of("perturbation", "strength", "examples", "loss", "accuracy");

  /** The line's fields. */
  public List<String> fields(NumberText numbers) {
    return List.of(
        perturbation,
        numbers.of(strength),
        Integer.toString(examples),
        numbers.of(loss),
        numbers.of(accuracy));
  }

  static RobustnessRow of(CsvLine line) {
    return new RobustnessRow(
        line.text("perturbation"),
        line.number("strength"),
        line.count("examples"),
        line.number("loss"),
        line.number("accuracy"));
  }
}
