package io.github.bnlab.lowering;

import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** [N, C, H, W] in memory. */
final class ImagesLayout extends ChannelLayout {
  private final long n;
  private final long places;
  private final INDArray onePlaces;
  private final INDArray oneExamples;

  ImagesLayout(DataType type, long n, long c, long h, long w) {
    super(type, new long[] {n, c, h, w}, 1, new long[] {n, c, h, w}, new long[] {1, c, 1, 1});
    this.n = n;
    places = h * w;
    onePlaces = FixedArrays.ones(type, places, 1);
    oneExamples = FixedArrays.ones(type, 1, n);
  }

  @Override
  INDArray inGraph(INDArray stored) {
    return stored;
  }

  @Override
  void sum(Operations operations, INDArray stored, INDArray out, double factor) {
    INDArray sums = FixedArrays.zeros(type(), n * channels(), 1);
    operations.gemm(FixedArrays.view(stored, n * channels(), places), onePlaces, sums);
    INDArray row = FixedArrays.view(out, 1, channels());
    INDArray byExample = FixedArrays.view(sums, n, channels());
    operations.blasGemm(oneExamples, false, byExample, false, row, factor);
  }
}
