package io.github.bnlab.planning;

import io.github.bnlab.lowering.FixedArrays;
import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The parameters of one layer and their gradients, all views of the vectors of the whole network.
 *
 * @param values by DL4J's names
 * @param gradients by the same names
 */
record Parameters(Map<String, INDArray> values, Map<String, INDArray> gradients) {

  boolean has(String name) {
    return values.containsKey(name);
  }

  INDArray value(String name) {
    return values.get(name);
  }

  INDArray value(String name, long... shape) {
    return FixedArrays.view(values.get(name), shape);
  }

  INDArray gradient(String name) {
    return gradients.get(name);
  }

  INDArray gradient(String name, long... shape) {
    return FixedArrays.view(gradients.get(name), shape);
  }
}
