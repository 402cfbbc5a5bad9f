package io.github.bnlab.experiment;

import java.util.List;

/**
 * What a trained network takes an image for.
 *
 * @param image its file
 * @param width of the image in the file
 * @param height of the image in the file
 * @param inverted whether light and dark were exchanged
 * @param classes all classes, the likeliest first
 */
public record Prediction(
    String image, int width, int height, boolean inverted, List<Answer> classes) {
  public Prediction {
    classes = List.copyOf(classes);
  }

  /**
   * A class and its probability.
   *
   * @param name such as {@code Sneaker}
   * @param probability in [0, 1]
   */
  public record Answer(String name, double probability) {}
}
