package io.github.bnlab.backend;

import java.util.List;
import java.util.Optional;

/**
 * What the check for CUDA found.
 *
 * @param gpus all that the driver shows
 * @param chosen the one that would be used
 * @param libraries NVIDIA's; empty where the system could not use them
 * @param problem the first problem: one sentence with a remedy; empty if CUDA can be used
 */
public record CudaFindings(
    List<Gpu> gpus,
    Optional<Gpu> chosen,
    Optional<CudaLibraries> libraries,
    Optional<String> problem) {
  static CudaFindings impossible(String problem) {
    return new CudaFindings(List.of(), Optional.empty(), Optional.empty(), Optional.of(problem));
  }

  /** Whether only NVIDIA's libraries are missing, which Maven could download. */
  public boolean lacksOnlyLibraries() {
    return chosen.isPresent() && problem.isPresent();
  }
}
