package io.github.bnlab.lowering;

import java.util.Arrays;
import java.util.function.Supplier;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.memory.MemoryWorkspace;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Arrays that live as long as the operations that hold them.
 *
 * <p>All are made outside of ND4J's workspaces, whose memory is given to others at the end of a
 * scope; all are in c order.
 */
public final class FixedArrays {
  private FixedArrays() {}

  /** A new array of zeros. */
  public static INDArray zeros(DataType type, long... shape) {
    return outside(() -> Nd4j.create(type, shape, 'c'));
  }

  /** A new array of ones. */
  public static INDArray ones(DataType type, long... shape) {
    return filled(type, 1, shape);
  }

  /** A new array with the same value everywhere. */
  public static INDArray filled(DataType type, double value, long... shape) {
    INDArray array = zeros(type, shape);
    array.assign(value);
    return array;
  }

  /** A new scalar (rank 0). */
  public static INDArray scalar(DataType type, double value) {
    return outside(() -> Nd4j.scalar(type, value));
  }

  /** The identity matrix [size, size]. */
  public static INDArray identity(DataType type, long size) {
    INDArray array = zeros(type, size, size);
    for (long i = 0; i < size; i++) {
      array.putScalar(i, i, 1);
    }
    return array;
  }

  /**
   * The same memory in another shape. {@code INDArray.reshape} copies where the strides do not fit,
   * and operations would then write into the copy; this refuses.
   *
   * @throws IllegalArgumentException if the array cannot be seen in that shape without copying
   */
  public static INDArray view(INDArray array, long... shape) {
    INDArray view = viewOrNull(array, shape);
    if (view == null) {
      throw new IllegalArgumentException(
          "an array of shape "
              + Arrays.toString(array.shape())
              + " and strides "
              + Arrays.toString(array.stride())
              + " cannot be seen as "
              + Arrays.toString(shape)
              + " without copying it");
    }
    return view;
  }

  /** As {@link #view}, but null where it takes a copy. */
  static INDArray viewOrNull(INDArray array, long... shape) {
    if (Arrays.equals(array.shape(), shape)) {
      return array;
    }
    if (array.length() != product(shape)) {
      return null;
    }
    if (shape.length == 0) { // INDArray.reshape would forget the offset
      return Nd4j.create(array.data(), shape, shape, array.offset());
    }
    INDArray view = array.reshape('c', shape);
    return view.data().address() == array.data().address() ? view : null;
  }

  /** The same memory in the same shape, as another object. */
  static INDArray alias(INDArray array) {
    return Nd4j.create(
        array.data(), array.shape(), array.stride(), array.offset(), array.ordering());
  }

  /** Whether two arrays start at the same place in memory with the same shape and strides. */
  static boolean same(INDArray a, INDArray b) {
    return a == b
        || (a.data().address() == b.data().address()
            && a.offset() == b.offset()
            && Arrays.equals(a.shape(), b.shape())
            && Arrays.equals(a.stride(), b.stride()));
  }

  static long product(long... shape) {
    long product = 1;
    for (long size : shape) {
      product *= size;
    }
    return product;
  }

  @SuppressWarnings("try") // the scope is there to be closed, not to be used
  private static INDArray outside(Supplier<INDArray> creation) {
    try (MemoryWorkspace scope = Nd4j.getWorkspaceManager().scopeOutOfWorkspaces()) {
      return creation.get();
    }
  }
}
