package io.github.bnlab.report.runs;

import io.github.bnlab.recording.files.GradientRow;
import io.github.bnlab.recording.files.LandscapeRow;
import io.github.bnlab.recording.files.RobustnessRow;
import io.github.bnlab.recording.files.ShiftRow;
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
