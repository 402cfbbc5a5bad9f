package io.github.bnlab.engine.kernels.float32;

import static io.github.bnlab.engine.kernels.float32.Lanes.S;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/**
 * {@code exp(x)}, the same on every machine, to two units in the last place: {@code x = k log 2 +
 * r}, {@code exp(x) = 2^k exp(r)} with a polynomial for {@code exp(r)} (Cephes, expf). Below -87.3
 * and above 88.3 it is that of these bounds; NaN stays.
 */
final class Exp {
  /** Adding it rounds to a whole number, which is then in the lowest bits. */
  private static final float MAGIC = 12582912f;

  private static final int MAGIC_BITS = Float.floatToRawIntBits(MAGIC);

  private Exp() {}

  static FloatVector of(FloatVector x) {
    // Java's min and max take several instructions, for NaN and -0.
    FloatVector t = x.blend(-87.3f, x.compare(VectorOperators.LE, -87.3f));
    t = t.blend(88.3f, t.compare(VectorOperators.GE, 88.3f));
    FloatVector n = t.fma(constant(1.44269504f), constant(MAGIC));
    FloatVector k = n.sub(MAGIC);
    FloatVector r = k.fma(constant(-0.693359375f), t);
    r = k.fma(constant(2.12194440e-4f), r);
    FloatVector p = r.fma(constant(1.9875691500e-4f), constant(1.3981999507e-3f));
    p = p.fma(r, constant(8.3334519073e-3f));
    p = p.fma(r, constant(4.1665795894e-2f));
    p = p.fma(r, constant(1.6666665459e-1f));
    p = p.fma(r, constant(5.0000001201e-1f));
    p = p.fma(r.mul(r), r.add(1f));
    FloatVector power =
        n.reinterpretAsInts()
            .add(127 - MAGIC_BITS)
            .lanewise(VectorOperators.LSHL, 23)
            .reinterpretAsFloats();
    return p.mul(power);
  }

  private static FloatVector constant(float value) {
    return FloatVector.broadcast(S, value);
  }
}
