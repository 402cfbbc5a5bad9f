package io.github.bnlab.network;

import java.lang.ref.Reference;
import java.nio.FloatBuffer;
import java.util.Arrays;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.executioner.OpExecutioner.ExecutionerType;
import org.nd4j.linalg.factory.Nd4j;

/** ND4J's flat vectors as Java arrays: a double holds every value of a float. */
public final class FlatArrays {
  private FlatArrays() {}

  /** A copy of the values, in row-major order; empty for null. */
  public static double[] read(INDArray array) {
    if (array == null) {
      return new double[0];
    }
    DataType type = array.dataType() == DataType.FLOAT ? DataType.FLOAT : DataType.DOUBLE;
    INDArray whole = array.castTo(type).dup('c');
    double[] values = new double[Math.toIntExact(whole.length())];
    if (type == DataType.DOUBLE) {
      whole.data().asNioDouble().get(values);
    } else {
      float[] floats = new float[values.length];
      whole.data().asNioFloat().get(floats);
      Arrays.setAll(values, i -> floats[i]);
    }
    // ND4J frees the memory of an array that nothing refers to, although it is being read.
    Reference.reachabilityFence(whole);
    return values;
  }

  /** Overwrites the values of an array in place, so that views of it see them. */
  public static void write(double[] values, INDArray array) {
    if (values.length == 0) {
      return;
    }
    boolean direct =
        array.length() == values.length
            && array.ordering() == 'c'
            && array.elementWiseStride() == 1
            && Nd4j.getExecutioner().type() == ExecutionerType.NATIVE_CPU;
    if (direct && array.dataType() == DataType.DOUBLE) {
      array.data().asNioDouble().put(values);
    } else if (direct && array.dataType() == DataType.FLOAT) {
      FloatBuffer floats = array.data().asNioFloat();
      for (double value : values) {
        floats.put((float) value);
      }
    } else {
      array.assign(Nd4j.createFromArray(values).castTo(array.dataType()).reshape(array.shape()));
    }
    Reference.reachabilityFence(array);
  }
}
