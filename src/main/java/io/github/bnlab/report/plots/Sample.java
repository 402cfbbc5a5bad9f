package io.github.bnlab.report.plots;

import io.github.bnlab.recording.files.Rows.GradientRow;
import io.github.bnlab.recording.files.Rows.ShiftRow;
import io.github.bnlab.report.runs.Run;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * A value that was measured beside the training.
 *
 * @param step at which it was measured
 * @param layer place in the network
 * @param value null where it was not measured
 */
record Sample(int step, String layer, Double value) {
  /** Of the gradients of all layers. */
  static Function<Run, Stream<Sample>> gradients(Function<GradientRow, Double> value) {
    return run ->
        run.measures().gradients().stream()
            .map(row -> new Sample(row.step(), row.layer(), value.apply(row)));
  }

  /** Of the shifts of the inputs of all layers. */
  static Function<Run, Stream<Sample>> shifts(Function<ShiftRow, Double> value) {
    return run ->
        run.measures().shifts().stream()
            .map(row -> new Sample(row.step(), row.layer(), value.apply(row)));
  }
}
