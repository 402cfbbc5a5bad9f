package io.github.bnlab.dataset;

import io.github.bnlab.config.TrialConfig.FloatType;
import java.util.Arrays;
import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.javacpp.FloatPointer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.executioner.OpExecutioner.ExecutionerType;
import org.nd4j.linalg.factory.Nd4j;

/**
 * One batch as numbers in Java arrays, reused from batch to batch: features are pixels / 255,
 * labels are one-hot.
 *
 * <p>Gathering ({@link #gather}) touches no ND4J array and so may happen on another thread than the
 * training's; {@link #copyTo} is a plain copy of memory.
 */
public final class BatchData {
  private static final float[] FLOATS = new float[256];
  private static final double[] DOUBLES = new double[256];

  static {
    for (int i = 0; i < 256; i++) {
      FLOATS[i] = i / 255f;
      DOUBLES[i] = i / 255d;
    }
  }

  private final int imageLength;
  private final float[] floatFeatures;
  private final float[] floatLabels;
  private final double[] doubleFeatures;
  private final double[] doubleLabels;
  private int size;

  /** Room for {@code capacity} images of {@code imageLength} pixels. */
  public BatchData(FloatType type, int capacity, int imageLength) {
    boolean single = type == FloatType.FLOAT;
    this.imageLength = imageLength;
    this.floatFeatures = single ? new float[capacity * imageLength] : null;
    this.floatLabels = single ? new float[capacity * IdxRecordReader.CLASSES] : null;
    this.doubleFeatures = single ? null : new double[capacity * imageLength];
    this.doubleLabels = single ? null : new double[capacity * IdxRecordReader.CLASSES];
  }

  /** Number of examples in the batch. */
  public int size() {
    return size;
  }

  /** Takes the examples {@code order[from] .. order[from + count - 1]} of the set. */
  public void gather(ImageSet set, int[] order, int from, int count) {
    size = count;
    if (floatLabels != null) {
      Arrays.fill(floatLabels, 0);
    } else {
      Arrays.fill(doubleLabels, 0);
    }
    for (int i = 0; i < count; i++) {
      int example = order[from + i];
      int hot = i * IdxRecordReader.CLASSES + set.labels()[example];
      if (floatLabels != null) {
        floatLabels[hot] = 1;
        scale(set.pixels(), example * imageLength, floatFeatures, i * imageLength, imageLength);
      } else {
        doubleLabels[hot] = 1;
        scale(set.pixels(), example * imageLength, doubleFeatures, i * imageLength, imageLength);
      }
    }
  }

  private static void scale(byte[] pixels, int from, float[] values, int to, int length) {
    for (int i = 0; i < length; i++) {
      values[to + i] = FLOATS[pixels[from + i] & 0xff];
    }
  }

  private static void scale(byte[] pixels, int from, double[] values, int to, int length) {
    for (int i = 0; i < length; i++) {
      values[to + i] = DOUBLES[pixels[from + i] & 0xff];
    }
  }

  /**
   * Copies the batch into arrays of ND4J, of the type given at construction, c-ordered and whole.
   *
   * @param features [size, rows * columns]
   * @param labels [size, 10]
   */
  public void copyTo(INDArray features, INDArray labels) {
    copyFeaturesTo(features);
    if (floatLabels != null) {
      copy(floatLabels, size * IdxRecordReader.CLASSES, labels);
    } else {
      copy(doubleLabels, size * IdxRecordReader.CLASSES, labels);
    }
  }

  /** Copies the features alone, as {@link #copyTo}. */
  public void copyFeaturesTo(INDArray features) {
    if (floatFeatures != null) {
      copy(floatFeatures, size * imageLength, features);
    } else {
      copy(doubleFeatures, size * imageLength, features);
    }
  }

  private static void copy(float[] values, int length, INDArray target) {
    check(target, DataType.FLOAT, length);
    if (inHostMemory()) {
      new FloatPointer(target.data().addressPointer()).put(values, 0, length);
    } else {
      target.assign(Nd4j.create(Arrays.copyOf(values, length), target.shape(), 'c'));
    }
  }

  private static void copy(double[] values, int length, INDArray target) {
    check(target, DataType.DOUBLE, length);
    if (inHostMemory()) {
      new DoublePointer(target.data().addressPointer()).put(values, 0, length);
    } else {
      target.assign(Nd4j.create(Arrays.copyOf(values, length), target.shape(), 'c'));
    }
  }

  private static boolean inHostMemory() {
    return Nd4j.getExecutioner().type() == ExecutionerType.NATIVE_CPU;
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
