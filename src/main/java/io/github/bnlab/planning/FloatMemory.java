package io.github.bnlab.planning;

import java.nio.FloatBuffer;
import org.bytedeco.javacpp.FloatPointer;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The memory of an array of floats, for loops in plain Java: they work on pieces in Java's own
 * arrays, small enough for the nearest caches, since only those are vectorized.
 */
final class FloatMemory {
  // The address alone would not keep the memory.
  private final INDArray array;
  private final FloatBuffer memory;

  /**
   * The memory of one array.
   *
   * @param array whole, in c order, and in memory for good
   */
  FloatMemory(INDArray array) {
    this.array = array;
    FloatPointer pointer = new FloatPointer(array.data().addressPointer());
    memory = pointer.capacity(array.length()).asBuffer();
  }

  int length() {
    return (int) array.length();
  }

  /** Reads the values from an index on to the start of a Java array. */
  void read(int index, float[] values, int count) {
    memory.get(index, values, 0, count);
  }

  /** Writes the values at the start of a Java array from an index on. */
  void write(int index, float[] values, int count) {
    memory.put(index, values, 0, count);
  }
}
