package io.github.bnlab.lowering;

import java.util.ArrayList;
import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Full arrays for values that nobody needs after the next operations. */
final class Scratch {
  private final ChannelLayout layout;
  private final List<INDArray> arrays = new ArrayList<>();

  Scratch(ChannelLayout layout) {
    this.layout = layout;
  }

  /** The array of that number, the same each time. */
  INDArray array(int number) {
    while (arrays.size() <= number) {
      arrays.add(FixedArrays.zeros(layout.type(), layout.storedShape()));
    }
    return arrays.get(number);
  }
}
