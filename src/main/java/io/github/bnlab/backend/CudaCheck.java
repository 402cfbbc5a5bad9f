package io.github.bnlab.backend;

import java.io.File;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * Whether the CUDA backend can work on this machine, found in under two seconds, without loading
 * ND4J or anything native, and before anything is downloaded: system, driver, GPU, compute
 * capability, memory, NVIDIA's libraries, in that order.
 */
public final class CudaCheck {
  /**
   * Drivers that every CUDA 11 release runs with (NVIDIA's CUDA release notes, minor version
   * compatibility).
   */
  static final String OLDEST_LINUX_DRIVER = "450.80.02";

  private static final String OLDEST_WINDOWS_DRIVER = "452.39";

  private static final String SUPPORT =
      "DL4J 1.0.0-M2.1's CUDA backend supports "
          + ComputeCapability.OLDEST
          + "-"
          + ComputeCapability.NEWEST;

  private final String system;
  private final String architecture;
  private final Map<String, String> environment;
  private final NvidiaSmi.Query smi;
  private final Supplier<CudaLibraries> libraries;

  /**
   * A check of a machine.
   *
   * @param system as Java's os.name
   * @param architecture as Java's os.arch
   * @param environment of the process
   * @param smi the driver's command
   * @param libraries searched where there may be any use for them
   */
  CudaCheck(
      String system,
      String architecture,
      Map<String, String> environment,
      NvidiaSmi.Query smi,
      Supplier<CudaLibraries> libraries) {
    this.system = system;
    this.architecture = architecture;
    this.environment = environment;
    this.smi = smi;
    this.libraries = libraries;
  }

  /**
   * The check of this machine.
   *
   * @param home the program's folder, where downloaded libraries are listed
   */
  public static CudaCheck here(Path home) {
    boolean windows = File.separatorChar == '\\';
    Map<String, String> environment = System.getenv();
    return new CudaCheck(
        System.getProperty("os.name"),
        System.getProperty("os.arch"),
        environment,
        NvidiaSmi.here()::query,
        () ->
            new CudaLibrarySearch(
                    windows, environment, Path.of("/"), windows ? List.of() : LoaderCache.here())
                .find(CudaLaunch.redistributed(home)));
  }

  /** Looks at everything; never throws. */
  public CudaFindings findings() {
    if (!architecture.matches("amd64|x86_64") || !system.matches("Linux|Windows.*")) {
      return CudaFindings.impossible(
          String.format(
              "DL4J 1.0.0-M2.1's CUDA backend exists for Linux and Windows on x86-64; this is %s on"
                  + " %s. Use --backend cpu.",
              system, architecture));
    }
    CompletableFuture<CudaLibraries> search = CompletableFuture.supplyAsync(libraries);
    List<Gpu> gpus = List.of();
    Optional<Gpu> chosen = Optional.empty();
    Optional<String> problem;
    try {
      gpus = new GpuSearch(smi).find();
      chosen = Optional.of(choose(gpus));
      problem = search.join().problem();
    } catch (BackendException e) {
      problem = Optional.of(e.getMessage());
    }
    return new CudaFindings(gpus, chosen, Optional.of(search.join()), problem);
  }

  /** The supported, visible GPU with the most free memory. */
  private Gpu choose(List<Gpu> gpus) {
    List<Gpu> visible = new VisibleGpus(environment).of(gpus);
    requireDriver(visible.get(0).driver());
    List<Gpu> supported = visible.stream().filter(Gpu::supported).toList();
    if (supported.isEmpty()) {
      throw new BackendException(unsupported(visible));
    }
    Gpu best = supported.stream().max(Comparator.comparingLong(Gpu::freeMiB)).orElseThrow();
    if (!best.hasEnoughMemory()) {
      throw new BackendException(
          String.format(
              Locale.ROOT,
              "%s has only %d of %d MiB of its memory free; the CUDA backend needs %d. End other"
                  + " programs on it, or use --backend cpu.",
              best.name(),
              best.freeMiB(),
              best.totalMiB(),
              Gpu.ENOUGH_MIB));
    }
    return best;
  }

  private void requireDriver(String version) {
    String oldest = system.startsWith("Windows") ? OLDEST_WINDOWS_DRIVER : OLDEST_LINUX_DRIVER;
    if (Arrays.compare(numbers(version), numbers(oldest)) < 0) {
      throw new BackendException(
          String.format(
              "The NVIDIA driver is version %s; CUDA 11 needs %s or newer. Update the driver, or"
                  + " use --backend cpu.",
              version, oldest));
    }
  }

  private static int[] numbers(String version) {
    return Arrays.stream(version.split("\\.")).mapToInt(Integer::parseInt).toArray();
  }

  private static String unsupported(List<Gpu> gpus) {
    Optional<Gpu> unknown = gpus.stream().filter(gpu -> gpu.capability().isEmpty()).findFirst();
    if (unknown.isPresent()) {
      return String.format(
          "The NVIDIA driver, version %s, does not tell the compute capability of %s. Update it to"
              + " version 510 or newer, or use --backend cpu.",
          unknown.get().driver(), unknown.get().name());
    }
    String each =
        gpus.stream()
            .map(gpu -> gpu.name() + " has compute capability " + gpu.capability().orElseThrow())
            .distinct()
            .collect(Collectors.joining(", "));
    return each + "; " + SUPPORT + ". Use --backend cpu.";
  }
}
