package io.github.bnlab.backend;

import java.util.regex.Pattern;

/**
 * A GPU, as its driver describes it.
 *
 * @param index number in the order of the PCI bus, as nvidia-smi counts
 * @param uuid NVIDIA's name of this very device
 * @param name model
 * @param capability NVIDIA's number of its generation, such as 7.5; empty where the driver, before
 *     version 510, does not tell
 * @param driver version of the driver
 * @param totalMiB memory; -1 where the driver does not tell
 * @param freeMiB memory that is not in use; -1 where the driver does not tell
 */
public record Gpu(
    int index,
    String uuid,
    String name,
    String capability,
    String driver,
    long totalMiB,
    long freeMiB) {
  /**
   * Memory that must be free, in MiB: a CUDA context with the machine code of ND4J takes several
   * hundred, the networks of this program little more. An estimate, on the safe side.
   */
  static final long ENOUGH_MIB = 1024;

  /**
   * Capabilities that nd4j-cuda-11.6 1.0.0-M2.1 has machine code for. It holds that of 3.7, 5.0,
   * 5.2, 6.0, 6.1, 7.0, 7.5, 8.0 and 8.6, which also runs on 8.9, and no PTX from which a driver
   * could make code for others.
   */
  static final double OLDEST = 3.7;

  /** See {@link #OLDEST}. */
  static final double NEWEST = 8.9;

  /** Models before 3.7 that drivers before version 510 support; these know nothing after 8.6. */
  private static final Pattern TOO_OLD =
      Pattern.compile("\\b(GTX 6\\d\\d|GTX 7[678]0|K10|K20\\w*|K40\\w*)( Ti)?$");

  /** Whether there is code for it. */
  boolean supported() {
    if (capability.isEmpty()) {
      return !TOO_OLD.matcher(name).find();
    }
    double number = Double.parseDouble(capability);
    return number >= OLDEST && number <= NEWEST;
  }

  boolean hasEnoughMemory() {
    return freeMiB < 0 || freeMiB >= ENOUGH_MIB;
  }

  /** Whether an entry of CUDA_VISIBLE_DEVICES means this one. */
  boolean isNamed(String entry) {
    return entry.equals(Integer.toString(index))
        || entry.startsWith("GPU-") && uuid.startsWith(entry);
  }

  /** A one-line description. */
  public String describe() {
    String generation = capability.isEmpty() ? "unknown" : capability;
    String memory = totalMiB < 0 ? "" : ", " + freeMiB + " of " + totalMiB + " MiB free";
    return name + ", compute capability " + generation + memory;
  }
}
