package io.github.bnlab.experiment.robustness;

import io.github.bnlab.config.RandomStreams;
import io.github.bnlab.config.RandomStreams.Purpose;
import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * A change of an image with values in [0, 1] that keeps its label. The random part is the same for
 * every trial and every strength, which only scales it.
 */
enum Perturbation {
  /** {@code clip(x + strength * z)}, {@code z} standard normal, one for each pixel. */
  GAUSSIAN_NOISE(0.05, 0.1, 0.2, 0.3, 0.5) {
    @Override
    double[] apply(double[] image, double strength, int index, double[] gradient) {
      SplittableRandom random = RandomStreams.of(SEED, Purpose.PERTURBATION, index);
      double[] changed = new double[image.length];
      Arrays.setAll(changed, i -> clip(image[i] + strength * RandomStreams.normal(random)));
      return changed;
    }
  },

  /**
   * {@code m + (1 - strength) * (x - m)}, m the mean of the image (Hendrycks and Dietterich, 2019).
   */
  CONTRAST(0.25, 0.5, 0.75, 0.9) {
    @Override
    double[] apply(double[] image, double strength, int index, double[] gradient) {
      double mean = Arrays.stream(image).average().orElse(0);
      return Arrays.stream(image).map(x -> mean + (1 - strength) * (x - mean)).toArray();
    }
  },

  /** Moved by so many pixels up, down, left or right, drawn image by image; black comes in. */
  SHIFT(1, 2, 3, 4) {
    @Override
    double[] apply(double[] image, double strength, int index, double[] gradient) {
      int side = (int) Math.sqrt(image.length);
      int direction = RandomStreams.of(SEED, Purpose.PERTURBATION, index).nextInt(4);
      int by = (int) strength * (direction % 2 == 0 ? 1 : -1);
      int down = direction < 2 ? by : 0;
      int right = direction < 2 ? 0 : by;
      double[] changed = new double[image.length];
      for (int row = Math.max(0, down); row < Math.min(side, side + down); row++) {
        for (int column = Math.max(0, right); column < Math.min(side, side + right); column++) {
          changed[row * side + column] = image[(row - down) * side + column - right];
        }
      }
      return changed;
    }
  },

  /**
   * {@code clip(x + strength * sign(gradient))}: the fast gradient sign (Goodfellow et al., 2015).
   */
  FGSM(0.01, 0.02, 0.05, 0.1, 0.2) {
    @Override
    double[] apply(double[] image, double strength, int index, double[] gradient) {
      double[] changed = new double[image.length];
      Arrays.setAll(changed, i -> clip(image[i] + strength * Math.signum(gradient[i])));
      return changed;
    }
  };

  /** One for all trials, so that they meet the same images. */
  private static final long SEED = 1;

  private final double[] strengths;

  Perturbation(double... strengths) {
    this.strengths = strengths;
  }

  /**
   * A changed copy of an image.
   *
   * @param image values in [0, 1], row by row
   * @param strength in the unit of the perturbation
   * @param index of the image in its split, from 0
   * @param gradient of the image's loss by its values
   */
  abstract double[] apply(double[] image, double strength, int index, double[] gradient);

  /** Strengths that networks are tried with, rising. */
  double[] strengths() {
    return strengths.clone();
  }

  private static double clip(double value) {
    return Math.max(0, Math.min(1, value));
  }
}
