package io.github.bnlab.benchmark;

import java.util.List;
import org.apache.commons.math3.stat.StatUtils;
import org.apache.commons.math3.stat.descriptive.rank.Percentile;
import org.apache.commons.math3.stat.descriptive.rank.Percentile.EstimationType;

/**
 * Middle and spread of some numbers; quartiles are interpolated linearly between neighbours.
 *
 * @param least the smallest
 * @param lowerQuartile a quarter is below
 * @param median half is below
 * @param upperQuartile three quarters are below
 */
public record Spread(double least, double lowerQuartile, double median, double upperQuartile) {

  /** Of at least one number. */
  static Spread of(List<Double> values) {
    double[] all = values.stream().mapToDouble(Double::doubleValue).toArray();
    Percentile share = new Percentile().withEstimationType(EstimationType.R_7);
    share.setData(all);
    return new Spread(
        StatUtils.min(all), share.evaluate(25), share.evaluate(50), share.evaluate(75));
  }
}
