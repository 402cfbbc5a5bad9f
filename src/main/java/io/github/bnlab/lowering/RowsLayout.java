package io.github.bnlab.lowering;

import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** [C, M] in memory; the channel is the first axis of the graph, or the second of images. */
final class RowsLayout extends ChannelLayout {
  private final INDArray ones;
  private final boolean images;

  RowsLayout(DataType type, long[] graphShape, int axis) {
    super(type, graphShape, axis, rows(graphShape, axis), new long[] {graphShape[axis], 1});
    ones = FixedArrays.ones(type, count(), 1);
    images = axis == 1;
  }

  private static long[] rows(long[] graphShape, int axis) {
    return new long[] {graphShape[axis], FixedArrays.product(graphShape) / graphShape[axis]};
  }

  @Override
  INDArray inGraph(INDArray stored) {
    long[] shape = graphShape();
    return images
        ? FixedArrays.view(stored, shape[1], shape[0], shape[2], shape[3]).permute(1, 0, 2, 3)
        : FixedArrays.view(stored, shape);
  }

  @Override
  INDArray toStored(INDArray array) {
    return FixedArrays.viewOrNull(images ? array.permute(1, 0, 2, 3) : array, storedShape());
  }

  @Override
  void sum(Operations operations, INDArray stored, INDArray out, double factor) {
    operations.gemm(stored, false, ones, false, out, factor); // OpenBLAS: seven times as long
  }
}
