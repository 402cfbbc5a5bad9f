package io.github.bnlab.lowering;

import java.util.HashMap;
import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;

/** The full variables and vectors of a graph that are known so far, and what they come to. */
final class ChannelValues {
  private final ChannelLayout layout;
  private final Operations operations;
  private final FusedLowering plain;
  private final ChannelVectors algebra;
  private final ChannelSums sums;
  private final Materializer materializer;
  private final OverwrittenArrays overwritten = new OverwrittenArrays();
  private final Map<String, ChannelValue> values = new HashMap<>();

  /**
   * @param plain knows all other variables, and where variables shall be written
   */
  ChannelValues(ChannelLayout layout, Operations operations, FusedLowering plain) {
    this.layout = layout;
    this.operations = operations;
    this.plain = plain;
    Scratch scratch = new Scratch(layout);
    algebra = new ChannelVectors(operations, layout);
    sums = new ChannelSums(operations, layout, algebra, scratch);
    materializer = new Materializer(operations, layout, algebra, scratch);
  }

  ChannelLayout layout() {
    return layout;
  }

  ChannelVectors algebra() {
    return algebra;
  }

  boolean contains(String variable) {
    return values.containsKey(variable);
  }

  /** Whether a variable has a value for every example, channel and place. */
  boolean isFull(String variable) {
    return contains(variable) && !(values.get(variable) instanceof ChannelValue.Vector);
  }

  /** Whether a variable has the same value all over a channel, in whatever shape. */
  private boolean isVector(String variable) {
    return !isFull(variable)
        || (values.get(variable) instanceof ChannelAffine affine && affine.isVector());
  }

  ChannelValue value(String variable) {
    return values.get(variable);
  }

  /** A full variable or a vector as a sum, after computing it if it is a product. */
  ChannelAffine affine(String variable) {
    ChannelValue value = values.get(variable);
    if (value instanceof ChannelAffine affine) {
      overwritten.requireIntact(variable, affine);
      return affine;
    }
    if (value instanceof ChannelValue.Vector vector) {
      return ChannelAffine.of(vector.value());
    }
    return ChannelAffine.of(array(variable));
  }

  ChannelAffine times(ChannelAffine value, double factor) {
    return value.times(ChannelVector.constant(factor), algebra);
  }

  /** Sum over each channel of a full variable; the caller will multiply it by the factor. */
  ChannelVector sum(String variable, double factor) {
    if (values.get(variable) instanceof ChannelValue.Product product) {
      return dot(product.a(), product.b(), factor);
    }
    return sums.sum(affine(variable), factor);
  }

  /** Sum over each channel of the product of two full variables. */
  ChannelVector dot(String a, String b, double factor) {
    return sums.dot(centred(a), centred(b), factor);
  }

  /**
   * A full variable without an offset beside arrays: expanded, {@code sum((x - mean)^2)} would be
   * the small difference of large numbers.
   */
  private ChannelAffine centred(String variable) {
    ChannelAffine value = affine(variable);
    boolean mixed = !value.isVector() && !value.offset().isZero();
    return mixed ? ChannelAffine.of(array(variable)) : value;
  }

  /** The shape of a vector in the graph. */
  long[] vectorShape(String variable) {
    return ((ChannelValue.Vector) values.get(variable)).shape();
  }

  /** A variable that came of a reduction, as a vector: its shape need not broadcast. */
  ChannelVector reduced(String variable) {
    return values.get(variable) instanceof ChannelValue.Vector vector
        ? vector.value()
        : ChannelVector.of(FixedArrays.view(plain.plainArray(variable), layout.vectorShape()));
  }

  /** Makes a variable known; a vector with a home is written there. */
  void put(String variable, ChannelValue value) {
    values.put(variable, value);
    if (value instanceof ChannelValue.Vector vector) {
      INDArray home = plain.home(variable, layout.vectorShape());
      if (home != null) {
        algebra.write(vector.value(), home);
      }
    }
  }

  /** Makes a vector known, or its array where its shape in the graph does not broadcast. */
  void putVector(String variable, ChannelVector value, long[] shape) {
    if (layout.isVector(shape)) {
      put(variable, new ChannelValue.Vector(value, shape));
    } else {
      plain.putPlain(variable, FixedArrays.view(algebra.array(value), shape));
    }
  }

  /** Makes the result of an operation known: full if an operand is, otherwise a vector. */
  void putResult(String variable, ChannelAffine value, String... operands) {
    long[] shape = {};
    for (String operand : operands) {
      if (isFull(operand)) {
        put(variable, value);
        return;
      }
      shape = vectorShape(operand).length > shape.length ? vectorShape(operand) : shape;
    }
    putVector(variable, value.offset(), shape);
  }

  /** Makes the product of two variables known. */
  void putProduct(String variable, String a, String b) {
    if (isVector(a) || isVector(b)) {
      String factor = isVector(a) ? a : b;
      ChannelAffine other = affine(factor.equals(a) ? b : a);
      putResult(variable, other.times(affine(factor).offset(), algebra), a, b);
    } else {
      put(variable, new ChannelValue.Product(a, b));
    }
  }

  /** The array of a variable: of a full one in the stored shape, of a vector as in the graph. */
  INDArray array(String variable) {
    ChannelValue value = values.get(variable);
    if (value instanceof ChannelValue.Vector vector) {
      INDArray home = plain.home(variable, vector.shape());
      return home == null ? FixedArrays.view(algebra.array(vector.value()), vector.shape()) : home;
    }
    INDArray home = plain.home(variable, layout.storedShape());
    if (value instanceof ChannelAffine affine) {
      overwritten.requireIntact(variable, affine);
      INDArray array = affine.isArray() ? affine.terms().get(0).array() : null;
      if (array != null && (home == null || FixedArrays.same(array, home))) {
        return array;
      }
    }
    INDArray out =
        home == null
            ? FixedArrays.zeros(layout.type(), layout.storedShape())
            : FixedArrays.alias(home); // what is bound to the same memory is another value
    compute(value, out);
    values.put(variable, ChannelAffine.of(out));
    return out;
  }

  /** Appends what computes a value into an array of the stored shape. */
  void materialize(ChannelAffine value, INDArray out) {
    materializer.append(value, out);
    overwritten.note(out, values.values());
  }

  private void compute(ChannelValue value, INDArray out) {
    if (value instanceof ChannelValue.Product product) {
      operations.apply("multiply", out, array(product.a()), array(product.b()));
      overwritten.note(out, values.values());
    } else {
      ChannelAffine affine = (ChannelAffine) value;
      materialize(affine, out);
      sums.derive(out, affine);
    }
  }
}
