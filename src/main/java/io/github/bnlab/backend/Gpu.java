package io.github.bnlab.backend;

import java.util.Optional;

/**
 * A GPU, as its driver describes it.
 *
 * @param index number in the order of the PCI bus, as nvidia-smi counts
 * @param uuid NVIDIA's name of this very device
 * @param name model
 * @param capability generation; empty where the driver is too old to tell and the name is unknown
 * @param driver version of the driver
 * @param totalMiB memory; -1 where the driver does not tell
 * @param freeMiB memory that is not in use; -1 where the driver does not tell
 */
public record Gpu(
    int index,
    String uuid,
    String name,
    Optional<ComputeCapability> capability,
    String driver,
    long totalMiB,
    long freeMiB) {
  /**
   * Memory that must be free, in MiB: a CUDA context with the machine code of ND4J takes several
   * hundred, the networks of this program little more. An estimate, on the safe side.
   */
  static final long ENOUGH_MIB = 1024;

  boolean supported() {
    return capability.map(ComputeCapability::supported).orElse(false);
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
    String generation = capability.map(ComputeCapability::toString).orElse("unknown");
    String memory = totalMiB < 0 ? "" : ", " + freeMiB + " of " + totalMiB + " MiB free";
    return name + ", compute capability " + generation + memory;
  }
}
