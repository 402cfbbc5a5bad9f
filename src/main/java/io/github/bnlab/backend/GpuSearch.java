package io.github.bnlab.backend;

import io.github.bnlab.backend.NvidiaSmi.Answer;
import io.github.bnlab.backend.NvidiaSmi.Outcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Finds the GPUs of a machine. A problem becomes one sentence with a remedy. */
final class GpuSearch {
  /** For all questions together: the whole check shall take less than two seconds. */
  static final Duration PATIENCE = Duration.ofMillis(1200);

  private static final String FIELDS =
      "index,uuid,name,compute_cap,driver_version,memory.total,memory.free";

  /** What drivers before version 510 understand. */
  private static final String OLD_FIELDS =
      "index,uuid,name,driver_version,memory.total,memory.free";

  private final NvidiaSmi.Query smi;

  GpuSearch(NvidiaSmi.Query smi) {
    this.smi = smi;
  }

  /**
   * All GPUs that the driver shows, by index.
   *
   * @throws BackendException where there is no driver, it does not run, or it shows none
   */
  List<Gpu> find() {
    long start = System.nanoTime();
    Answer answer = smi.of(FIELDS, PATIENCE);
    boolean old = answer.output().contains("\"compute_cap\" is not a valid field");
    if (old) {
      answer = smi.of(OLD_FIELDS, PATIENCE.minusNanos(System.nanoTime() - start));
    }
    refuse(answer);
    List<Gpu> gpus = new ArrayList<>();
    for (String line : answer.output().strip().split("\\R")) {
      gpus.add(parse(line, old));
    }
    return gpus;
  }

  private static void refuse(Answer answer) {
    if (answer.outcome() == Outcome.MISSING) {
      throw new BackendException(
          "No NVIDIA driver was found: there is no nvidia-smi on the PATH. Install NVIDIA's"
              + " driver, version "
              + CudaCheck.OLDEST_LINUX_DRIVER
              + " or newer, which brings it, or use --backend cpu.");
    }
    if (answer.outcome() == Outcome.SILENT) {
      throw new BackendException(
          String.format(
              Locale.ROOT,
              "nvidia-smi did not answer within %.1f seconds: the NVIDIA driver hangs or is still"
                  + " starting. Try again (`nvidia-smi -pm 1` keeps the driver loaded), or use"
                  + " --backend cpu.",
              PATIENCE.toMillis() / 1000.0));
    }
    String says = firstLine(answer.output());
    if (says.contains("couldn't communicate with the NVIDIA driver")) {
      throw new BackendException(
          "The NVIDIA driver is not running (nvidia-smi cannot communicate with it). Load the"
              + " driver or install it again for the present kernel, or use --backend cpu.");
    }
    if (says.contains("version mismatch")) {
      throw new BackendException(
          "The NVIDIA driver in the kernel and its libraries have different versions, as after an"
              + " update. Restart the machine, or use --backend cpu.");
    }
    if (says.contains("No devices were found")) {
      throw new BackendException(
          "The NVIDIA driver runs, but finds no GPU. Make one visible (for a container: --gpus"
              + " all), or use --backend cpu.");
    }
    if (answer.exitCode() != 0) {
      throw new BackendException(
          "nvidia-smi failed with exit code "
              + answer.exitCode()
              + ": \""
              + says
              + "\". Repair the NVIDIA driver, or use --backend cpu.");
    }
  }

  private static Gpu parse(String line, boolean old) {
    String[] fields = line.split(",", -1);
    int shift = old ? 1 : 0;
    if (fields.length != 7 - shift) {
      throw unreadable(line);
    }
    for (int i = 0; i < fields.length; i++) {
      fields[i] = fields[i].strip();
    }
    String name = fields[2];
    Optional<ComputeCapability> capability =
        old ? GpuNames.capability(name) : ComputeCapability.parse(fields[3]);
    String driver = fields[4 - shift];
    if (name.isEmpty() || !driver.matches("\\d+(\\.\\d+)*")) {
      throw unreadable(line);
    }
    try {
      return new Gpu(
          Integer.parseInt(fields[0]),
          fields[1],
          name,
          capability,
          driver,
          mebibytes(fields[5 - shift]),
          mebibytes(fields[6 - shift]));
    } catch (NumberFormatException e) {
      throw unreadable(line);
    }
  }

  /** "[N/A]" and the like where GPU and processor share their memory. */
  private static long mebibytes(String field) {
    return field.startsWith("[") ? -1 : Long.parseLong(field);
  }

  private static BackendException unreadable(String line) {
    String start = line.length() > 80 ? line.substring(0, 80) + "..." : line;
    return new BackendException(
        "nvidia-smi gave an answer that cannot be read: \""
            + start.strip()
            + "\". Run it by hand to see what is wrong, or use --backend cpu.");
  }

  private static String firstLine(String output) {
    return output.strip().lines().findFirst().orElse("").strip();
  }
}
