package io.github.bnlab.config;

import java.util.SplittableRandom;

/**
 * Independent random streams as a pure function of (seed, purpose, index), so that what is drawn
 * for one purpose never depends on how much was drawn for another, and nothing has to be replayed
 * to resume.
 *
 * <p>The words are mixed by the finalizer of SplitMix64 (Steele, Lea and Flood, 2014).
 */
public final class RandomStreams {
  /** What randomness is used for. */
  public enum Purpose {
    WEIGHTS,
    ORDER,
    DROPOUT,
    DIGITS,
    GAMMA,
    PERTURBATION,
    LAYER_INPUT
  }

  private static final long GOLDEN = 0x9E3779B97F4A7C15L;

  private RandomStreams() {}

  /** The generator of one stream. */
  public static SplittableRandom of(long seed, Purpose purpose, long index) {
    return new SplittableRandom(key(seed, purpose, index));
  }

  /** The 64-bit key of one stream, for code that hashes counters itself. */
  public static long key(long seed, Purpose purpose, long index) {
    return mix(mix(mix(seed + GOLDEN) + purpose.ordinal() * GOLDEN) + index * GOLDEN);
  }

  /** A standard normal number by Box and Muller; {@link StrictMath}: the same on every platform. */
  public static double normal(SplittableRandom random) {
    double radius = StrictMath.sqrt(-2 * StrictMath.log(1 - random.nextDouble()));
    return radius * StrictMath.cos(2 * Math.PI * random.nextDouble());
  }

  /** SplitMix64's finalizer: a bijection of 64-bit words. */
  public static long mix(long z) {
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }
}
