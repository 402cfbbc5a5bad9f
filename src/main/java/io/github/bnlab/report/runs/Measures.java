package io.github.bnlab.report.runs;

import io.github.bnlab.recording.files.Rows.GradientRow;
import io.github.bnlab.recording.files.Rows.LandscapeRow;
import io.github.bnlab.recording.files.Rows.RobustnessRow;
import io.github.bnlab.recording.files.Rows.ShiftRow;
import java.util.List;

/**
 * What was measured beside the training, where it was asked for.
 *
 * @param gradients norms by step and layer
 * @param landscape losses along the gradient by step
 * @param shifts of the inputs of layers by step and layer
 * @param robustness on perturbed images at the end
 */
public record Measures(
    List<GradientRow> gradients,
    List<LandscapeRow> landscape,
    List<ShiftRow> shifts,
    List<RobustnessRow> robustness) {}
