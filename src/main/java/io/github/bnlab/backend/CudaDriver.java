package io.github.bnlab.backend;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * NVIDIA's driver: the GPUs that it shows, read from its command nvidia-smi, which needs no native
 * code and is part of every driver. A problem becomes one sentence with a remedy.
 */
final class CudaDriver {
  /**
   * Drivers that every CUDA 11 release runs with (NVIDIA's CUDA release notes, minor version
   * compatibility).
   */
  private static final String OLDEST_LINUX = "450.80.02";

  private static final String OLDEST_WINDOWS = "452.39";

  /** For all questions together: the whole check shall take less than two seconds. */
  static final Duration PATIENCE = Duration.ofMillis(1200);

  /** The variable that hides GPUs from programs. */
  static final String VISIBLE = "CUDA_VISIBLE_DEVICES";

  private static final String FIELDS =
      "index,uuid,name,compute_cap,driver_version,memory.total,memory.free";

  /** What drivers before version 510 understand. */
  private static final String OLD_FIELDS = FIELDS.replace("compute_cap,", "");

  /** How GPUs are asked for: a comma-separated list of fields in, CSV lines out. */
  interface Query {
    Answer of(String fields, Duration patience);
  }

  /**
   * What the command answered.
   *
   * @param exitCode of the command; {@link #MISSING} and {@link #SILENT} are no answers
   * @param output both its streams
   */
  record Answer(int exitCode, String output) {
    static final Answer MISSING = new Answer(-1, "");
    static final Answer SILENT = new Answer(-2, "");
  }

  private CudaDriver() {}

  /** Asks this machine's. */
  static Query here() {
    Optional<Path> command = command(System.getenv());
    return (fields, patience) -> query(command, fields, patience);
  }

  static Optional<Path> command(Map<String, String> environment) {
    List<String> folders =
        new ArrayList<>(List.of(environment.getOrDefault("PATH", "").split(File.pathSeparator)));
    folders.add("/usr/bin");
    folders.add("/usr/lib/wsl/lib");
    folders.add(environment.getOrDefault("SystemRoot", "C:/Windows") + "/System32");
    folders.add("C:/Program Files/NVIDIA Corporation/NVSMI");
    return folders.stream()
        .flatMap(folder -> CudaLibraries.folder(folder).stream())
        .flatMap(
            folder -> Stream.of(folder.resolve("nvidia-smi"), folder.resolve("nvidia-smi.exe")))
        .filter(file -> Files.isRegularFile(file) && Files.isExecutable(file))
        .findFirst();
  }

  /**
   * Runs the command; ends it if it does not answer in time, as when the driver hangs.
   *
   * @param fields of nvidia-smi's --query-gpu, separated by commas
   */
  static Answer query(Optional<Path> command, String fields, Duration patience) {
    if (command.isEmpty()) {
      return Answer.MISSING;
    }
    try {
      Process process =
          new ProcessBuilder(
                  command.get().toString(),
                  "--query-gpu=" + fields,
                  "--format=csv,noheader,nounits")
              .redirectErrorStream(true)
              .start();
      try (InputStream answer = process.getInputStream()) {
        process.getOutputStream().close();
        // It is read only after the end: an answer is far smaller than the buffer of a pipe.
        return process.waitFor(patience.toNanos(), TimeUnit.NANOSECONDS)
            ? new Answer(
                process.exitValue(), new String(answer.readAllBytes(), StandardCharsets.UTF_8))
            : Answer.SILENT;
      } finally {
        process.destroyForcibly();
      }
    } catch (IOException e) {
      return Answer.MISSING;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Answer.SILENT;
    }
  }

  /**
   * All GPUs that the driver shows, by index.
   *
   * @throws BackendException where there is no driver, it does not run, or it shows none
   */
  static List<Gpu> gpus(Query smi) {
    long start = System.nanoTime();
    Answer answer = smi.of(FIELDS, PATIENCE);
    boolean old = answer.output().contains("\"compute_cap\" is not a valid field");
    if (old) {
      answer = smi.of(OLD_FIELDS, PATIENCE.minusNanos(System.nanoTime() - start));
    }
    String problem = problem(answer);
    if (!problem.isEmpty()) {
      throw new BackendException(problem + ", or use --backend cpu.");
    }
    return Arrays.stream(answer.output().strip().split("\\R"))
        .map(line -> parse(line, old))
        .toList();
  }

  private static String problem(Answer answer) {
    String says = answer.output().strip().lines().findFirst().orElse("").strip();
    if (answer == Answer.MISSING) {
      return "No NVIDIA driver was found: there is no nvidia-smi on the PATH. Install NVIDIA's"
          + " driver, version "
          + OLDEST_LINUX
          + " or newer, which brings it";
    } else if (answer == Answer.SILENT) {
      return String.format(
          Locale.ROOT,
          "nvidia-smi did not answer within %.1f seconds: the NVIDIA driver hangs or is still"
              + " starting. Try again (`nvidia-smi -pm 1` keeps the driver loaded)",
          PATIENCE.toMillis() / 1000.0);
    } else if (says.contains("couldn't communicate with the NVIDIA driver")) {
      return "The NVIDIA driver is not running (nvidia-smi cannot communicate with it). Load the"
          + " driver or install it again for the present kernel";
    } else if (says.contains("version mismatch")) {
      return "The NVIDIA driver in the kernel and its libraries have different versions, as after an"
          + " update. Restart the machine";
    } else if (says.contains("No devices were found")) {
      return "The NVIDIA driver runs, but finds no GPU. Make one visible (for a container: --gpus"
          + " all)";
    } else if (answer.exitCode() != 0) {
      return "nvidia-smi failed with exit code %d: \"%s\". Repair the NVIDIA driver"
          .formatted(answer.exitCode(), says);
    }
    return "";
  }

  private static Gpu parse(String line, boolean old) {
    List<String> fields =
        new ArrayList<>(Arrays.stream(line.split(",", -1)).map(String::strip).toList());
    if (old && fields.size() > 2) {
      fields.add(3, "");
    }
    if (fields.size() != 7
        || fields.get(2).isEmpty()
        || !fields.get(3).matches(old ? "" : "\\d{1,3}\\.\\d")
        || !fields.get(4).matches("\\d+(\\.\\d+)*")) {
      throw unreadable(line);
    }
    try {
      return new Gpu(
          Integer.parseInt(fields.get(0)),
          fields.get(1),
          fields.get(2),
          fields.get(3),
          fields.get(4),
          mebibytes(fields.get(5)),
          mebibytes(fields.get(6)));
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

  /**
   * The GPUs that {@code CUDA_VISIBLE_DEVICES} leaves visible, at least one: numbers or beginnings
   * of UUIDs; entries after the first that is not a GPU are ignored. nvidia-smi itself shows all.
   * Numbers are taken in the order of the PCI bus, as nvidia-smi counts; the process that uses the
   * GPU is told its UUID.
   *
   * @throws BackendException where all are hidden
   */
  static List<Gpu> visible(List<Gpu> all, Map<String, String> environment) {
    String list = environment.get(VISIBLE);
    if (list == null || list.contains("MIG-")) { // parts of GPUs, which nvidia-smi lists apart
      return all;
    }
    List<Gpu> visible =
        Arrays.stream(list.split(","))
            .map(entry -> all.stream().filter(gpu -> gpu.isNamed(entry.strip())).findFirst())
            .takeWhile(Optional::isPresent)
            .flatMap(Optional::stream)
            .toList();
    if (visible.isEmpty()) {
      throw new BackendException(
          "%s is \"%s\", which hides every GPU of this machine. Unset it, or use --backend cpu."
              .formatted(VISIBLE, list));
    }
    return visible;
  }

  /**
   * Checks that a driver is new enough.
   *
   * @param system as Java's os.name
   */
  static void requireVersion(String version, String system) {
    String oldest = system.startsWith("Windows") ? OLDEST_WINDOWS : OLDEST_LINUX;
    if (Arrays.compare(numbers(version), numbers(oldest)) < 0) {
      throw new BackendException(
          "The NVIDIA driver is version %s; CUDA 11 needs %s or newer. Update the driver, or use --backend cpu."
              .formatted(version, oldest));
    }
  }

  private static int[] numbers(String version) {
    return Arrays.stream(version.split("\\.")).mapToInt(Integer::parseInt).toArray();
  }
}
