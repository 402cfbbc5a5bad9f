package io.github.bnlab.lowering;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Arrays whose memory a later operation reuses: a value that still needs one came too late. */
final class OverwrittenArrays {
  private final Set<INDArray> overwritten = Collections.newSetFromMap(new IdentityHashMap<>());

  /** Notes that an array is written: arrays of other values in the same memory are lost. */
  void note(INDArray written, Iterable<ChannelValue> values) {
    for (ChannelValue value : values) {
      if (value instanceof ChannelAffine affine) {
        for (ChannelAffine.Term term : affine.terms()) {
          if (term.array() != written && overlap(term.array(), written)) {
            overwritten.add(term.array());
          }
        }
      }
    }
  }

  /**
   * Checks that a value can still be computed.
   *
   * @throws IllegalStateException if not
   */
  void requireIntact(String variable, ChannelAffine value) {
    for (ChannelAffine.Term term : value.terms()) {
      if (overwritten.contains(term.array())) {
        throw new IllegalStateException(
            "an array that "
                + variable
                + " is computed from has been overwritten by the home of another variable; lower "
                + variable
                + " first");
      }
    }
  }

  private static boolean overlap(INDArray a, INDArray b) {
    return start(a) < end(b) && start(b) < end(a);
  }

  private static long start(INDArray array) {
    return array.data().address() + array.offset() * array.dataType().width();
  }

  private static long end(INDArray array) {
    long last = 0;
    for (int i = 0; i < array.rank(); i++) {
      last += (array.size(i) - 1) * array.stride(i);
    }
    return start(array) + (last + 1) * array.dataType().width();
  }
}
