package io.github.bnlab.dataset;

import io.github.bnlab.config.TrialConfig.FloatType;
import java.util.Arrays;
import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.javacpp.FloatPointer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.executioner.OpExecutioner.ExecutionerType;
import org.nd4j.linalg.factory.Nd4j;

/** Copies batches of images into arrays of ND4J, pixels / 255, by Java arrays that are reused. */
public final class BatchData {
  private final int imageLength;
  private final float[] floats;
  private final double[] doubles;

  /** Room for {@code capacity} images of {@code imageLength} pixels. */
  public BatchData(FloatType type, int capacity, int imageLength) {
    boolean single = type == FloatType.FLOAT;
    this.imageLength = imageLength;
    this.floats = single ? new float[capacity * imageLength] : null;
    this.doubles = single ? null : new double[capacity * imageLength];
  }

  /**
   * Copies the images {@code order[from] .. order[from + count - 1]} of a set.
   *
   * @param pixels of the set, one unsigned byte each, image by image
   * @param features [count, imageLength], of the type given at construction, c-ordered and whole
   */
  public void copy(byte[] pixels, int[] order, int from, int count, INDArray features) {
    int length = count * imageLength;
    check(features, floats != null ? DataType.FLOAT : DataType.DOUBLE, length);
    for (int i = 0; i < count; i++) {
      int source = order[from + i] * imageLength;
      int target = i * imageLength;
      for (int pixel = 0; pixel < imageLength; pixel++) {
        int gray = pixels[source + pixel] & 0xff;
        if (floats != null) {
          floats[target + pixel] = gray / 255f;
        } else {
          doubles[target + pixel] = gray / 255d;
        }
      }
    }
    boolean inHostMemory = Nd4j.getExecutioner().type() == ExecutionerType.NATIVE_CPU;
    if (inHostMemory && floats != null) {
      new FloatPointer(features.data().addressPointer()).put(floats, 0, length);
    } else if (inHostMemory) {
      new DoublePointer(features.data().addressPointer()).put(doubles, 0, length);
    } else if (floats != null) {
      features.assign(Nd4j.create(Arrays.copyOf(floats, length), features.shape(), 'c'));
    } else {
      features.assign(Nd4j.create(Arrays.copyOf(doubles, length), features.shape(), 'c'));
    }
  }

  /** A wrong buffer would be written past its end: native memory checks nothing. */
  private static void check(INDArray target, DataType type, int length) {
    boolean whole = target.ordering() == 'c' && target.elementWiseStride() == 1;
    if (target.dataType() != type || target.length() != length || !whole) {
      throw new IllegalArgumentException(
          "a batch of %d %s values does not fit an array of %d %s values%s"
              .formatted(
                  length, type, target.length(), target.dataType(), whole ? "" : " in pieces"));
    }
  }
}
