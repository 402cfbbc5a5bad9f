package io.github.bnlab.backend;

import java.util.Comparator;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * NVIDIA's number of a generation of GPUs, such as 7.5.
 *
 * <p>nd4j-cuda-11.6 1.0.0-M2.1 holds machine code for 3.7, 5.0, 5.2, 6.0, 6.1, 7.0, 7.5, 8.0 and
 * 8.6, and no PTX from which a driver could make code for others. Machine code runs on the same
 * major number with the same or a larger minor one, hence {@link #OLDEST} to {@link #NEWEST}.
 */
public record ComputeCapability(int major, int minor) implements Comparable<ComputeCapability> {
  /** Kepler as in the Tesla K80; older ones have no code. */
  static final ComputeCapability OLDEST = new ComputeCapability(3, 7);

  /** Ada; it runs the code of 8.6. Hopper, 9.0, and newer have none. */
  static final ComputeCapability NEWEST = new ComputeCapability(8, 9);

  private static final Pattern TEXT = Pattern.compile("(\\d{1,3})\\.(\\d)");

  /** From text such as "7.5"; empty for anything else. */
  static Optional<ComputeCapability> parse(String text) {
    Matcher matcher = TEXT.matcher(text);
    return matcher.matches()
        ? Optional.of(
            new ComputeCapability(
                Integer.parseInt(matcher.group(1)), Integer.parseInt(matcher.group(2))))
        : Optional.empty();
  }

  /** Whether there is code for it. */
  boolean supported() {
    return compareTo(OLDEST) >= 0 && compareTo(NEWEST) <= 0;
  }

  @Override
  public int compareTo(ComputeCapability other) {
    return Comparator.comparingInt(ComputeCapability::major)
        .thenComparingInt(ComputeCapability::minor)
        .compare(this, other);
  }

  @Override
  public String toString() {
    return major + "." + minor;
  }
}
