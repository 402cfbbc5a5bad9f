package io.github.bnlab.lowering;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.nd4j.autodiff.functions.DifferentialFunction;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Lowers a graph that mixes full arrays with vectors of one value a channel, such as batch
 * normalization, into far less work than its operations one by one.
 *
 * <p>Full values stay sums {@code array * vector + vector} until an array is asked for; sums over
 * channels distribute over them, and a product of full values under a sum is never kept. What does
 * not fit is lowered plainly. Results equal {@link GraphLowering}'s up to rounding.
 *
 * <p>Full variables are bound, and come, in the layout's stored shape; where that differs from the
 * graph's, arrays in the graph's shape are taken too, and copied where they cannot be seen in the
 * stored one.
 */
public final class FusedLowering extends GraphLowering {
  private final ChannelLayout layout;
  private final ChannelValues values;
  private final FusedRules rules;

  /** Homes of full variables that cannot be seen in the stored shape. */
  private final Map<String, INDArray> copies = new HashMap<>();

  /**
   * @param graph a forward graph or a gradient function
   * @param layout which of its arrays are full, and how they are stored
   * @param operations where the operations are appended
   */
  public FusedLowering(SameDiff graph, ChannelLayout layout, Operations operations) {
    super(graph, operations);
    this.layout = layout;
    values = new ChannelValues(layout, operations, this);
    rules = new FusedRules(values);
  }

  @Override
  public FusedLowering bind(String variable, INDArray array) {
    return bind(variable, array, 1);
  }

  /**
   * As {@link #bind(String, INDArray)}, for a full variable that is {@code factor * array}.
   *
   * @throws IllegalArgumentException if another variable is bound with a factor but 1
   */
  public FusedLowering bind(String variable, INDArray array, double factor) {
    long[] declared = require(variable).getVariable().getShape();
    if (isFull(array)) {
      values.put(variable, values.times(ChannelAffine.of(storedOrCopy(array)), factor));
    } else if (factor != 1) {
      throw new IllegalArgumentException("only full variables may be bound with a factor");
    } else if (declared != null && layout.isVector(declared)) {
      values.put(variable, vector(array, declared));
    } else {
      putInGraph(variable, array);
    }
    return this;
  }

  @Override
  public FusedLowering home(String variable, INDArray array) {
    INDArray stored = stored(array);
    if (stored == null && isFull(array)) {
      copies.put(variable, array);
    } else {
      super.home(variable, stored == null ? array : stored);
    }
    return this;
  }

  @Override
  INDArray home(String variable, long... shape) {
    if (!layout.isFull(shape)) {
      return super.home(variable, shape);
    }
    INDArray home = super.home(variable, layout.storedShape());
    return home == null ? null : layout.inGraph(home);
  }

  @Override
  public INDArray lower(String variable) {
    INDArray array = super.lower(variable);
    INDArray copy = copies.remove(variable);
    if (copy != null) {
      operations().copy(layout.inGraph(array), copy);
    }
    return array;
  }

  /**
   * Appends what writes {@code factor * variable} to an array, without computing the variable
   * itself.
   *
   * @param variable a full variable
   * @param out an array of the stored shape or the graph's
   * @throws IllegalArgumentException for another variable
   */
  public void lower(String variable, double factor, INDArray out) {
    need(variable);
    if (!values.isFull(variable)) {
      throw new IllegalArgumentException(variable + " is no full variable of the layout");
    }
    INDArray stored = stored(out);
    INDArray target = stored == null ? newArray() : stored;
    values.materialize(values.times(values.affine(variable), factor), target);
    if (stored == null) {
      operations().copy(layout.inGraph(target), out);
    }
  }

  @Override
  boolean isKnown(String variable) {
    return values.contains(variable) || super.isKnown(variable);
  }

  @Override
  INDArray array(String variable) {
    return values.contains(variable) ? values.array(variable) : plainArray(variable);
  }

  @Override
  INDArray arrayInGraph(String variable) {
    INDArray array = array(variable);
    return values.isFull(variable) ? layout.inGraph(array) : array;
  }

  @Override
  void put(String variable, INDArray array) {
    putInGraph(variable, array);
  }

  /** A variable that is neither full nor a vector. */
  INDArray plainArray(String variable) {
    return super.array(variable);
  }

  /** Makes an array known as nothing but that. */
  void putPlain(String variable, INDArray array) {
    super.put(variable, array);
  }

  @Override
  void emit(DifferentialFunction operation) {
    for (String input : inputs(operation)) {
      need(input);
    }
    if (!rules.apply(operation)) {
      super.emit(operation);
    }
  }

  @Override
  INDArray[] append(DifferentialFunction operation, INDArray[] in) {
    if (!BroadcastGradients.fits(operation, in)) {
      return super.append(operation, in);
    }
    BroadcastGradients gradients = new BroadcastGradients(operations());
    return new INDArray[] {gradients.append(operation, in, 0), gradients.append(operation, in, 1)};
  }

  /** Makes an array known, of which the shape in the graph says what it is. */
  private void putInGraph(String variable, INDArray array) {
    if (layout.isFull(array.shape())) {
      values.put(variable, ChannelAffine.of(storedOrCopy(array)));
    } else if (layout.isVector(array.shape())) {
      values.put(variable, vector(array, array.shape()));
    } else {
      putPlain(variable, array);
    }
  }

  private ChannelValue.Vector vector(INDArray array, long[] shape) {
    INDArray view = FixedArrays.view(array, layout.vectorShape());
    return new ChannelValue.Vector(ChannelVector.of(view), shape);
  }

  private boolean isFull(INDArray array) {
    return Arrays.equals(array.shape(), layout.storedShape()) || layout.isFull(array.shape());
  }

  /** A full array as it is stored, or null if that takes a copy. */
  private INDArray stored(INDArray array) {
    if (Arrays.equals(array.shape(), layout.storedShape())) {
      return array;
    }
    return layout.isFull(array.shape()) ? layout.toStored(array) : null;
  }

  private INDArray storedOrCopy(INDArray array) {
    INDArray stored = stored(array);
    if (stored == null) {
      stored = newArray();
      operations().copy(array, layout.inGraph(stored));
    }
    return stored;
  }

  private INDArray newArray() {
    return FixedArrays.zeros(layout.type(), layout.storedShape());
  }
}
