package io.github.bnlab.experiment.layer;

import io.github.bnlab.config.BatchNormConvention;
import io.github.bnlab.config.BatchNormConventions;
import io.github.bnlab.config.BatchNormImplementation;
import io.github.bnlab.experiment.layer.LayerTrace.Pass;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.apache.commons.math3.util.MathArrays;

/**
 * How the custom layer in one convention differs from that in {@code torch}, with gamma 1 and beta
 * 0: the largest absolute difference of any value in all batches.
 *
 * @param trace of the convention
 * @param y of outputs in training
 * @param runningVariance of running variances
 * @param inference of outputs in inference
 * @param dx of gradients by the input; NaN without gradients
 */
public record ConventionDifference(
    LayerTrace trace, double y, double runningVariance, double inference, double dx) {

  /** One for each convention that takes the input. */
  public static List<ConventionDifference> of(LayerInput input) {
    LayerTrace torch = trace(input, BatchNormConventions.TORCH);
    List<ConventionDifference> differences = new ArrayList<>();
    for (BatchNormConvention convention : BatchNormConventions.all()) {
      if (input.shape().length == 2 || !convention.equals(BatchNormConventions.NOTEBOOK)) {
        differences.add(of(trace(input, convention), torch));
      }
    }
    return differences;
  }

  private static LayerTrace trace(LayerInput input, BatchNormConvention convention) {
    return LayerTrace.of(input.unscaled(), BatchNormImplementation.CUSTOM, convention, 0);
  }

  private static ConventionDifference of(LayerTrace trace, LayerTrace torch) {
    return new ConventionDifference(
        trace,
        largest(trace, torch, pass -> pass.output().y()),
        largest(trace, torch, pass -> pass.running().variance()),
        MathArrays.distanceInf(trace.inference().y(), torch.inference().y()),
        trace.input().dy().isEmpty()
            ? Double.NaN
            : largest(trace, torch, pass -> pass.gradients().dx()));
  }

  private static double largest(
      LayerTrace one, LayerTrace other, Function<Pass, double[]> quantity) {
    double largest = 0;
    for (int t = 0; t < one.passes().size(); t++) {
      double[] a = quantity.apply(one.passes().get(t));
      double[] b = quantity.apply(other.passes().get(t));
      largest = Math.max(largest, MathArrays.distanceInf(a, b));
    }
    return largest;
  }
}
