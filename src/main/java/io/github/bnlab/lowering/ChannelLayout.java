package io.github.bnlab.lowering;

import java.util.Arrays;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * How full arrays, those with a value for every example, channel and place, lie in memory.
 *
 * <p>A graph speaks of {@link #graphShape}, of which one axis is the channel; the arrays that are
 * bound and computed have {@link #storedShape}. Vectors have one value a channel, in a shape that
 * broadcasts against full arrays. M is the number of values of a channel.
 */
public abstract class ChannelLayout {
  private final DataType type;
  private final long[] graphShape;
  private final int channelAxis;
  private final long[] storedShape;
  private final long[] vectorShape;

  ChannelLayout(
      DataType type, long[] graphShape, int axis, long[] storedShape, long[] vectorShape) {
    this.type = type;
    this.graphShape = graphShape;
    this.channelAxis = axis;
    this.storedShape = storedShape;
    this.vectorShape = vectorShape;
  }

  /** Graph and memory [M, C], as dense layers have it: M examples. */
  public static ChannelLayout columns(DataType type, long m, long c) {
    return new ColumnsLayout(type, m, c);
  }

  /** Graph and memory [C, M]. */
  public static ChannelLayout rows(DataType type, long c, long m) {
    return new RowsLayout(type, new long[] {c, m}, 0);
  }

  /** Graph [N, C, H, W], memory [C, N*H*W]: the fastest for convolutional layers. */
  public static ChannelLayout imagesAsRows(DataType type, long n, long c, long h, long w) {
    return new RowsLayout(type, new long[] {n, c, h, w}, 1);
  }

  /** Graph and memory [N, C, H, W]. */
  public static ChannelLayout images(DataType type, long n, long c, long h, long w) {
    return new ImagesLayout(type, n, c, h, w);
  }

  /** Type of all arrays. */
  public final DataType type() {
    return type;
  }

  /** Shape of full variables in the graph. */
  public final long[] graphShape() {
    return graphShape.clone();
  }

  /** Shape of full arrays in memory. */
  public final long[] storedShape() {
    return storedShape.clone();
  }

  /** C. */
  public final long channels() {
    return graphShape[channelAxis];
  }

  /** M, the number of values of a channel. */
  public final long count() {
    return FixedArrays.product(graphShape) / channels();
  }

  /** Shape in which vectors broadcast against full arrays in memory. */
  final long[] vectorShape() {
    return vectorShape;
  }

  /** A full array in memory, seen in the shape of the graph. */
  abstract INDArray inGraph(INDArray stored);

  /** An array in the shape of the graph as it is stored, or null if that takes a copy. */
  INDArray toStored(INDArray array) {
    return array;
  }

  /** Appends {@code out = factor * sum over each channel} of a full array in memory. */
  abstract void sum(Operations operations, INDArray stored, INDArray out, double factor);

  final boolean isFull(long[] shape) {
    return Arrays.equals(shape, graphShape);
  }

  /** Whether a shape in the graph is that of a vector: broadcasts along the channel axis. */
  final boolean isVector(long[] shape) {
    int missing = graphShape.length - shape.length;
    if (missing < 0 || channelAxis < missing) {
      return false;
    }
    for (int i = 0; i < shape.length; i++) {
      if (shape[i] != (i + missing == channelAxis ? channels() : 1)) {
        return false;
      }
    }
    return true;
  }

  /** The shape of a reduction of a full variable to a vector. */
  final long[] reducedShape(boolean keepDimensions) {
    if (!keepDimensions) {
      return new long[] {channels()};
    }
    long[] shape = new long[graphShape.length];
    Arrays.fill(shape, 1);
    shape[channelAxis] = channels();
    return shape;
  }

  /** Whether a reduction along some axes of the graph leaves just the channels. */
  final boolean reducesToVector(int[] axes) {
    boolean[] reduced = new boolean[graphShape.length];
    for (int axis : axes) {
      if (axis < -graphShape.length || axis >= graphShape.length) {
        return false;
      }
      reduced[axis < 0 ? axis + graphShape.length : axis] = true;
    }
    for (int i = 0; i < reduced.length; i++) {
      if (reduced[i] == (i == channelAxis)) {
        return false;
      }
    }
    return true;
  }

  /** [M, C] in memory. */
  private static final class ColumnsLayout extends ChannelLayout {
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

  /** [C, M] in memory. */
  private static final class RowsLayout extends ChannelLayout {
    private final INDArray ones;

    RowsLayout(DataType type, long[] graphShape, int axis) {
      super(type, graphShape, axis, rows(graphShape, axis), new long[] {graphShape[axis], 1});
      ones = FixedArrays.ones(type, count(), 1);
    }

    private static long[] rows(long[] graphShape, int axis) {
      return new long[] {graphShape[axis], FixedArrays.product(graphShape) / graphShape[axis]};
    }

    @Override
    INDArray inGraph(INDArray stored) {
      long[] shape = graphShape();
      return shape.length == 2
          ? stored
          : FixedArrays.view(stored, shape[1], shape[0], shape[2], shape[3]).permute(1, 0, 2, 3);
    }

    @Override
    INDArray toStored(INDArray array) {
      return array.rank() == 2
          ? array
          : FixedArrays.viewOrNull(array.permute(1, 0, 2, 3), storedShape());
    }

    @Override
    void sum(Operations operations, INDArray stored, INDArray out, double factor) {
      operations.gemm(stored, false, ones, false, out, factor); // OpenBLAS: seven times as long
    }
  }

  /** [N, C, H, W] in memory. */
  private static final class ImagesLayout extends ChannelLayout {
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
}
