package io.github.bnlab.experiment;

import java.util.List;

/**
 * How well a trained network does on test images, in inference mode.
 *
 * @param run its run directory
 * @param dataSet where the images are from
 * @param examples number of images
 * @param loss mean cross-entropy in nats
 * @param accuracy share of right answers, in [0, 1]
 * @param classes one by one
 * @param confusion how many images of a class (row) were taken for a class (column)
 */
public record RunEvaluation(
    String run,
    String dataSet,
    int examples,
    double loss,
    double accuracy,
    List<OfClass> classes,
    int[][] confusion) {
  public RunEvaluation {
    classes = List.copyOf(classes);
  }

  /**
   * One class.
   *
   * @param name such as {@code Sneaker}
   * @param examples images of the class
   * @param accuracy share of them with the right answer; null where there are none
   */
  public record OfClass(String name, int examples, Double accuracy) {}
}
