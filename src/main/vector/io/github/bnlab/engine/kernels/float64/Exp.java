package io.github.bnlab.engine.kernels.float64;

import static io.github.bnlab.engine.kernels.float64.Lanes.S;

import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.VectorOperators;

/**
 * {@code exp(x)}, the same on every machine, to two units in the last place: {@code x = k log 2 +
 * r}, {@code exp(x) = 2^k exp(r)} with the Taylor polynomial of degree 13 for {@code exp(r)},
 * {@code |r| < 0.35}. Below -708 and above 709 it is that of these bounds; NaN stays.
 */
final class Exp {
  /** Adding it rounds to a whole number, which is then in the lowest bits. */
  private static final double MAGIC = 0x1.8p52;

  private static final long MAGIC_BITS = Double.doubleToRawLongBits(MAGIC);

  private Exp() {}

  static DoubleVector of(DoubleVector x) {
    DoubleVector t = x.blend(-708d, x.compare(VectorOperators.LE, -708d));
    t = t.blend(709d, t.compare(VectorOperators.GE, 709d));
    DoubleVector n = t.fma(constant(1.4426950408889634), constant(MAGIC));
    DoubleVector k = n.sub(MAGIC);
    DoubleVector r = k.fma(constant(-0x1.62e42feep-1), t);
    r = k.fma(constant(-0x1.a39ef35793c76p-33), r);
    DoubleVector p = r.fma(constant(1 / 6227020800d), constant(1 / 479001600d));
    p = p.fma(r, constant(1 / 39916800d));
    p = p.fma(r, constant(1 / 3628800d));
    p = p.fma(r, constant(1 / 362880d));
    p = p.fma(r, constant(1 / 40320d));
    p = p.fma(r, constant(1 / 5040d));
    p = p.fma(r, constant(1 / 720d));
    p = p.fma(r, constant(1 / 120d));
    p = p.fma(r, constant(1 / 24d));
    p = p.fma(r, constant(1 / 6d));
    p = p.fma(r, constant(0.5));
    p = p.fma(r.mul(r), r.add(1d));
    DoubleVector power =
        n.reinterpretAsLongs()
            .add(1023 - MAGIC_BITS)
            .lanewise(VectorOperators.LSHL, 52)
            .reinterpretAsDoubles();
    return p.mul(power);
  }

  private static DoubleVector constant(double value) {
    return DoubleVector.broadcast(S, value);
  }
}
