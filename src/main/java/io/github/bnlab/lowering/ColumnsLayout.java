package io.github.bnlab.lowering;

import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** [M, C] in memory. */
final class ColumnsLayout extends ChannelLayout {
  private final INDArray ones;

  ColumnsLayout(DataType type, long m, long c) {
    super(type, new long[] {m, c}, 1, new long[] {m, c}, new long[] {1, c});
    ones = FixedArrays.ones(type, 1, m);
  }

  @Override
  INDArray inGraph(INDArray stored) {
    return stored;
  }

  @Override
  void sum(Operations operations, INDArray stored, INDArray out, double factor) {
    operations.blasGemm(ones, false, stored, false, out, factor); // oneDNN takes twice as long
  }
}
