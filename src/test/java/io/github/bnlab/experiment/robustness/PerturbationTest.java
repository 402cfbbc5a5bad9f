package io.github.bnlab.experiment.robustness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PerturbationTest {
  private static final double[] IMAGE = IntStream.range(0, 16).mapToDouble(i -> i / 16.0).toArray();
  private static final double[] GRADIENT =
      IntStream.range(0, 16).mapToDouble(i -> i % 3 - 1).toArray();

  @ParameterizedTest
  @EnumSource(Perturbation.class)
  void isTheSameEachTimeAndStaysAnImage(Perturbation perturbation) {
    for (double strength : perturbation.strengths()) {
      double[] changed = perturbation.apply(IMAGE, strength, 7, GRADIENT);
      assertThat(changed).isEqualTo(perturbation.apply(IMAGE, strength, 7, GRADIENT));
      assertThat(Arrays.stream(changed)).allMatch(value -> value >= 0 && value <= 1);
      assertThat(changed).isNotEqualTo(IMAGE);
    }
    assertThat(perturbation.apply(IMAGE, 0, 7, GRADIENT)).containsExactly(IMAGE, within(1e-15));
    assertThat(perturbation.strengths()).isSorted().doesNotContain(0.0);
  }

  @Test
  void noiseHasItsStrengthAndDiffersFromImageToImage() {
    double[] gray = new double[10_000];
    Arrays.fill(gray, 0.5);
    double[] noisy = Perturbation.GAUSSIAN_NOISE.apply(gray, 0.1, 1, GRADIENT);
    double mean = Arrays.stream(noisy).average().getAsDouble();
    double variance =
        Arrays.stream(noisy).map(v -> (v - mean) * (v - mean)).average().getAsDouble();
    // Of 10,000 draws the mean errs by 0.001 and the deviation by 0.0007; five times that.
    assertThat(mean).isCloseTo(0.5, within(0.005));
    assertThat(Math.sqrt(variance)).isCloseTo(0.1, within(0.0035));
    assertThat(noisy).isNotEqualTo(Perturbation.GAUSSIAN_NOISE.apply(gray, 0.1, 2, GRADIENT));
  }

  @Test
  void contrastShrinksTheDistanceToTheMean() {
    assertThat(Perturbation.CONTRAST.apply(new double[] {0, 1, 0.5, 0.5}, 0.75, 0, GRADIENT))
        .containsExactly(0.375, 0.625, 0.5, 0.5);
  }

  @Test
  void shiftsGoAllFourWays() {
    double[] dot = new double[25];
    dot[12] = 1;
    assertThat(IntStream.range(0, 50).mapToObj(i -> Perturbation.SHIFT.apply(dot, 2, i, GRADIENT)))
        .allSatisfy(moved -> assertThat(Arrays.stream(moved).sum()).isEqualTo(1))
        .extracting(moved -> IntStream.range(0, 25).filter(i -> moved[i] == 1).sum())
        .containsOnly(2, 10, 14, 22)
        .contains(2, 10, 14, 22);
  }

  @Test
  void fastGradientSignsStepAlongTheSigns() {
    double[] half = {0.5, 0.5, 0.5, 0.95};
    assertThat(Perturbation.FGSM.apply(half, 0.25, 0, new double[] {3, -1e-9, 0, 1}))
        .containsExactly(0.75, 0.25, 0.5, 1);
  }
}
