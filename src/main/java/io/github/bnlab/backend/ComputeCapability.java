package io.github.bnlab.backend;

import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
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

  /** Patterns of names of GPUs. Source: NVIDIA's list of CUDA GPUs. */
  private static final Map<Pattern, ComputeCapability> MODELS = new LinkedHashMap<>();

  static {
    add("K80", 3, 7);
    add("K40[mcst]?|K20[mcsX]?|GTX 780( Ti)?", 3, 5);
    add("GTX 6\\d\\d( Ti)?|GTX 7[67]0( Ti)?|K10|K[12]", 3, 0);
    add("GTX 7[45]0( Ti)?", 5, 0);
    add("GTX 9\\d\\d( Ti)?|GTX TITAN X|M4|M6|M40|M60|Quadro M[2456]000", 5, 2);
    add("P100[-\\w]*|GP100", 6, 0);
    add("GTX 10\\d\\d( Ti)?|TITAN Xp?|P4|P6|P40|Quadro P\\d+|GT 1030", 6, 1);
    add("V100[-\\w]*|TITAN V|GV100", 7, 0);
    add("T4G?|RTX 20\\d\\d( Ti| SUPER)?|GTX 16\\d\\d( Ti| SUPER)?|TITAN RTX", 7, 5);
    add("Quadro RTX \\d+|T400|T600|T1000", 7, 5);
    add("A100[-\\w]*|A30", 8, 0);
    add("RTX 30\\d\\d( Ti)?|RTX A\\d+|A2|A10G?|A16|A40", 8, 6);
  }

  /** From text such as "7.5"; empty for anything else. */
  static Optional<ComputeCapability> parse(String text) {
    Matcher matcher = TEXT.matcher(text);
    return matcher.matches()
        ? Optional.of(
            new ComputeCapability(
                Integer.parseInt(matcher.group(1)), Integer.parseInt(matcher.group(2))))
        : Optional.empty();
  }

  private static void add(String models, int major, int minor) {
    String makers = "(NVIDIA |Tesla |GeForce |Quadro |GRID )*";
    String sizes = "( \\d+GB)?( PCIe)?";
    MODELS.put(
        Pattern.compile(makers + "(" + models + ")" + sizes), new ComputeCapability(major, minor));
  }

  /**
   * That of a model, for drivers before version 510, whose nvidia-smi does not tell it; empty where
   * the name is not known. Such drivers know nothing newer than Ampere.
   */
  static Optional<ComputeCapability> ofModel(String name) {
    return MODELS.entrySet().stream()
        .filter(entry -> entry.getKey().matcher(name).matches())
        .map(Map.Entry::getValue)
        .findFirst();
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
