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

  /**
   * For statistics of each example, as in layer normalization: graph and memory [N, ...] in c
   * order, where the examples take the part of the channels.
   */
  public static ChannelLayout examples(DataType type, long... shape) {
    return new RowsLayout(type, shape.clone(), 0);
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
}
