package io.github.bnlab.backend;

import java.nio.file.Path;
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
 *
 * @param system as Java's os.name
 * @param architecture as Java's os.arch
 * @param environment of the process
 * @param driver asks NVIDIA's
 * @param libraries searched where there may be any use for them
 */
public record CudaCheck(
    String system,
    String architecture,
    Map<String, String> environment,
    CudaDriver.Query driver,
    Supplier<CudaLibraries> libraries) {
  /**
   * The check of this machine.
   *
   * @param home the program's folder, where downloaded libraries are listed
   */
  public static CudaCheck here(Path home) {
    return new CudaCheck(
        System.getProperty("os.name"),
        System.getProperty("os.arch"),
        System.getenv(),
        CudaDriver.here(),
        () -> CudaLibraries.Search.here().find(CudaLaunch.redistributed(home)));
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
      gpus = CudaDriver.gpus(driver);
      chosen = Optional.of(choose(gpus));
      problem = search.join().problem();
    } catch (BackendException e) {
      problem = Optional.of(e.getMessage());
    }
    return new CudaFindings(gpus, chosen, Optional.of(search.join()), problem);
  }

  /** The supported, visible GPU with the most free memory. */
  private Gpu choose(List<Gpu> gpus) {
    List<Gpu> visible = CudaDriver.visible(gpus, environment);
    CudaDriver.requireVersion(visible.get(0).driver(), system);
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

  /** In words; drivers that do not tell support old models only. */
  private static String generation(Gpu gpu) {
    return gpu.capability().isEmpty() ? "below " + Gpu.OLDEST : gpu.capability();
  }

  private static String unsupported(List<Gpu> gpus) {
    String each =
        gpus.stream()
            .map(gpu -> gpu.name() + " has compute capability " + generation(gpu))
            .distinct()
            .collect(Collectors.joining(", "));
    return "%s; DL4J 1.0.0-M2.1's CUDA backend supports %s-%s. Use --backend cpu."
        .formatted(each, Gpu.OLDEST, Gpu.NEWEST);
  }
}
