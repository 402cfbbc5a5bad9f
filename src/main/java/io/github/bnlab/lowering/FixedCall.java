package io.github.bnlab.lowering;

import org.bytedeco.javacpp.Pointer;
import org.nd4j.linalg.api.ops.DynamicCustomOp;
import org.nd4j.linalg.api.ops.OpContext;
import org.nd4j.linalg.api.ops.executioner.OpExecutioner;
import org.nd4j.linalg.api.ops.executioner.OpExecutioner.ExecutionerType;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.nativeblas.NativeOps;
import org.nd4j.nativeblas.NativeOpsHolder;

/**
 * The call of an operation whose context is complete. On the CPU it goes straight into ND4J's
 * natives, in half the time of the way through the executioner, which asks the natives several
 * questions at each call; other backends need what the executioner does besides.
 */
final class FixedCall {
  private FixedCall() {}

  static Runnable of(DynamicCustomOp operation, OpContext context) {
    OpExecutioner executioner = Nd4j.getExecutioner();
    if (executioner.type() != ExecutionerType.NATIVE_CPU) {
      return () -> executioner.exec(operation, context);
    }
    NativeOps natives = NativeOpsHolder.getInstance().getDeviceNativeOps();
    long hash = operation.opHash();
    Pointer pointer = context.contextPointer();
    String kind = operation.opName();
    return () -> {
      if (natives.execCustomOp2(null, hash, pointer) != 0) {
        throw new IllegalStateException(kind + " failed: " + natives.lastErrorMessage());
      }
    };
  }
}
