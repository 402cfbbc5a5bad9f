package io.github.bnlab.engine.kernels.float32;

import static io.github.bnlab.engine.kernels.float32.Lanes.L;
import static io.github.bnlab.engine.kernels.float32.Lanes.S;
import static io.github.bnlab.engine.kernels.float32.Lanes.WIDTH;

import io.github.bnlab.engine.kernels.Batch;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.Vector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;

/** {@code pixel / 255} of unsigned bytes, by vectors. */
final class Pixels {
  private static final VarHandle FOUR =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

  private static final VectorSpecies<Integer> INTS =
      VectorSpecies.of(int.class, VectorShape.forBitSize(L * Integer.SIZE));

  /** As many bytes as there are lanes, where that is a vector. */
  private static final VectorSpecies<Byte> BYTES =
      L > 8 ? ByteVector.SPECIES_128 : ByteVector.SPECIES_64;

  private Pixels() {}

  /** How many values {@link #lanes} needs for its own use. */
  static int scratch(int length) {
    return length / 4 * WIDTH;
  }

  /**
   * Puts a block of examples side by side: reads four pixels of each as one number, then takes
   * those numbers of all examples apart.
   *
   * @param first example of the block
   * @param at where its first pixel goes
   * @param step distance of two pixels
   * @return how many pixels of each example are done; the caller does the rest
   */
  static int lanes(Batch batch, int first, int[] scratch, float[] to, int at, int step) {
    int fours = batch.length() / 4;
    for (int i = 0; i < WIDTH; i++) {
      read(batch.pixels(), batch.example(first + i) * batch.length(), fours, scratch, i);
    }
    for (int i = 0; i < fours * WIDTH; i += L) {
      Vector<Integer> x = INTS.fromArray(scratch, i);
      int o = at + i / WIDTH * 4 * step + i % WIDTH;
      write(lowest(x), to, o);
      write(lowest(x.lanewise(VectorOperators.LSHR, 8)), to, o + step);
      write(lowest(x.lanewise(VectorOperators.LSHR, 16)), to, o + 2 * step);
      write(x.lanewise(VectorOperators.LSHR, 24), to, o + 3 * step);
    }
    return fours * 4;
  }

  private static void read(byte[] pixels, int from, int fours, int[] scratch, int to) {
    for (int i = 0; i < fours; i++) {
      scratch[to + i * WIDTH] = (int) FOUR.get(pixels, from + i * 4);
    }
  }

  private static Vector<Integer> lowest(Vector<Integer> x) {
    return x.lanewise(VectorOperators.AND, 255);
  }

  private static void write(Vector<Integer> x, float[] to, int at) {
    scaled((FloatVector) x.convertShape(VectorOperators.I2F, S, 0)).intoArray(to, at);
  }

  /** {@code x / 255}, rounded as a division rounds it for each of the 256 pixels, in less time. */
  private static FloatVector scaled(FloatVector x) {
    FloatVector factor = FloatVector.broadcast(S, 1f / 255);
    FloatVector quotient = x.mul(factor);
    FloatVector rest = quotient.fma(FloatVector.broadcast(S, -255f), x);
    return rest.fma(factor, quotient);
  }

  /**
   * Converts the pixels of an example, which starts at {@code from}.
   *
   * @return how many of them are done; the caller does the rest
   */
  static int row(byte[] pixels, int from, int length, float[] to, int at) {
    int done = 0;
    for (; BYTES.length() == L && done <= length - L; done += L) {
      // Bytes are signed: with its highest bit flipped, x is x - 128.
      ByteVector shifted =
          ByteVector.fromArray(BYTES, pixels, from + done)
              .lanewise(VectorOperators.XOR, Byte.MIN_VALUE);
      FloatVector x = (FloatVector) shifted.convertShape(VectorOperators.B2F, S, 0);
      scaled(x.add(128f)).intoArray(to, at + done);
    }
    return done;
  }
}
