package io.github.bnlab.recording.files;

import java.util.List;

/**
 * A line of {@code gradients.csv}: how large the gradient of a layer is.
 *
 * @param epoch counted from 1
 * @param step counted from 1: measured on its batch, before its update
 * @param layer place in the network, such as {@code conv1}
 * @param gradientNorm L2 norm of the gradient of the mean loss, before the update
 * @param parameterNorm L2 norm of the parameters
 */
public record GradientRow(
    int epoch, int step, String layer, double gradientNorm, double parameterNorm) {
  /** Columns, in order. */
  public static final List<String> COLUMNS =
      List.of("epoch", "step", "layer", "gradient_norm", "parameter_norm");

  /** The line's fields. */
  public List<String> fields(NumberText numbers) {
    return List.of(
        Integer.toString(epoch),
        Integer.toString(step),
        layer,
        numbers.of(gradientNorm),
        numbers.of(parameterNorm));
  }

  static GradientRow of(CsvLine line) {
    return new GradientRow(
        line.count("epoch"),
        line.count("step"),
        line.text("layer"),
        line.number("gradient_norm"),
        line.number("parameter_norm"));
  }
}
