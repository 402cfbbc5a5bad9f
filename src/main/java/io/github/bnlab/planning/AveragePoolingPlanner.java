package io.github.bnlab.planning;

import io.github.bnlab.lowering.FixedArrays;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Means of windows that tile the image, as one product with a constant matrix: a window's rows lie
 * one after another in memory, so an image is {@code [H/h, h*W]}, and the matrix {@code [h*W, W/w]}
 * has 1/(h*w) where a column of the input falls into a column of the output. A scale of the input
 * goes into the matrix; a shift is the same after taking means.
 */
final class AveragePoolingPlanner implements LayerPlanner {
  private final int height;
  private final int width;
  private Layout inputLayout;

  /**
   * @param height of a window, and step from window to window
   * @param width likewise
   */
  AveragePoolingPlanner(int height, int width) {
    this.height = height;
    this.width = width;
  }

  @Override
  public Signal forward(PlanBuilder builder, Signal input, double outputFactor) {
    inputLayout = input.layout();
    Layout out =
        Layout.images(
            inputLayout.examples(),
            inputLayout.channels(),
            inputLayout.height() / height,
            inputLayout.width() / width);
    INDArray output = builder.zeros(out);
    INDArray matrix = matrix(builder, input.scale());
    builder.operations().gemm(strips(input.array()), matrix, means(output));
    return new Signal(output, out, 1, input.shift());
  }

  @Override
  public Signal backward(PlanBuilder builder, Signal gradient, boolean inputGradient) {
    INDArray result = builder.zeros(inputLayout);
    builder
        .operations()
        .gemm(means(gradient.array()), false, matrix(builder, 1), true, strips(result), 1);
    return Signal.of(result, inputLayout).withScale(gradient.scale());
  }

  private INDArray strips(INDArray image) {
    return FixedArrays.view(image, strips(), height * inputLayout.width());
  }

  private INDArray means(INDArray image) {
    return FixedArrays.view(image, strips(), inputLayout.width() / width);
  }

  private long strips() {
    return inputLayout.channels() * inputLayout.examples() * (inputLayout.height() / height);
  }

  private INDArray matrix(PlanBuilder builder, double scale) {
    long columns = inputLayout.width();
    INDArray matrix = builder.zeros(height * columns, columns / width);
    for (long i = 0; i < matrix.rows(); i++) {
      matrix.putScalar(i, i % columns / width, scale / (height * width));
    }
    return matrix;
  }
}
