package io.github.bnlab.report.summary;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.bnlab.report.runs.Run.LossCurve;
import io.github.bnlab.report.summary.ThinCurve.Mark;
import java.util.Random;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ThinCurveTest {
  private static LossCurve curve(double... losses) {
    return new LossCurve(IntStream.rangeClosed(1, losses.length).toArray(), losses);
  }

  @Test
  void bucketsOfOneKeepEverything() {
    ThinCurve thin = ThinCurve.of(curve(3, 1, 2), 1);
    assertThat(thin.steps()).containsExactly(1, 2, 3);
    assertThat(thin.losses()).containsExactly(3, 1, 2);
    assertThat(thin.means()).containsExactly(3, 1, 2);
  }

  @Test
  void extremesAreKeptInOrderOfTheirSteps() {
    ThinCurve thin = ThinCurve.of(curve(3, 9, 2, 5, 4, 4), 3);
    assertThat(thin.steps()).containsExactly(2, 3, 4, 5);
    assertThat(thin.losses()).containsExactly(9, 2, 5, 4);
    assertThat(thin.means()).containsExactly(14 / 3.0, 13 / 3.0);
    assertThat(ThinCurve.middle(3, 1)).isEqualTo(5);
  }

  @Test
  void everyKeptPointWasRecordedAndTheSpikeSurvives() {
    double[] losses = new Random(1).doubles(10_000).toArray();
    losses[7_654] = 50;
    ThinCurve thin = ThinCurve.of(curve(losses), ThinCurve.bucket(10_000, 300));
    assertThat(thin.steps().length).isLessThanOrEqualTo(600);
    for (int i = 0; i < thin.steps().length; i++) {
      assertThat(thin.losses()[i]).isEqualTo(losses[thin.steps()[i] - 1]);
    }
    assertThat(DoubleStream.of(thin.losses()).max()).hasValue(50);
  }

  @Test
  void whatCannotBeDrawnIsMarkedOnceABucket() {
    double infinity = Double.POSITIVE_INFINITY;
    ThinCurve thin = ThinCurve.of(curve(1, Double.NaN, Double.NaN, infinity), 2);
    assertThat(thin.losses()).containsExactly(1);
    assertThat(thin.means()[1]).isNaN();
    assertThat(thin.marks()).containsExactly(new Mark(2, "NaN"), new Mark(3, "NaN"));
  }

  @Test
  void theLargestStepThatATableMayHave() {
    int bucket = ThinCurve.bucket(Integer.MAX_VALUE, 300);
    LossCurve sparse = new LossCurve(new int[] {1, Integer.MAX_VALUE}, new double[] {5, 6});
    assertThat(ThinCurve.of(sparse, bucket).means()).hasSizeBetween(299, 300).contains(5, 6);
  }

  @Test
  void stepsMayBeMissing() {
    LossCurve gaps = new LossCurve(new int[] {2, 9}, new double[] {5, 6});
    ThinCurve thin = ThinCurve.of(gaps, 2);
    assertThat(thin.steps()).containsExactly(2, 9);
    assertThat(thin.means()).hasSize(5).contains(5, 6);
  }
}
