package io.github.bnlab.backend;

import io.github.bnlab.config.TrialConfig.BackendKind;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

/**
 * The backend of a process.
 *
 * @param kind never {@code AUTO}
 * @param reason why {@code auto} chose this backend; empty if a trial names it, or if an earlier
 *     process chose it
 */
public record BackendChoice(BackendKind kind, String reason) {

  /** Whether {@code auto} chose it, so that the program may still change the choice. */
  public boolean automatic() {
    return !reason.isEmpty();
  }

  /**
   * Chooses the backend.
   *
   * @param wanted what the trials ask for
   * @param present the backend of this process
   * @param check called only if CUDA may be used and this process does not have it yet
   * @throws BackendException if trials ask for different ones
   */
  public static BackendChoice of(
      Set<BackendKind> wanted, BackendKind present, Supplier<CudaFindings> check) {
    if (wanted.contains(BackendKind.CPU) && wanted.contains(BackendKind.CUDA)) {
      throw new BackendException(
          "Some trials ask for the backend cpu and others for cuda, but a process has only one"
              + " backend; run them with --backend cpu and then with --backend cuda, or in two"
              + " experiments.");
    }
    for (BackendKind kind : List.of(BackendKind.CPU, BackendKind.CUDA)) {
      if (wanted.contains(kind)) {
        return new BackendChoice(kind, "");
      }
    }
    if (present == BackendKind.CUDA) { // an earlier process has checked and started this one
      return new BackendChoice(BackendKind.CUDA, "");
    }
    CudaFindings findings = check.get();
    return findings
        .problem()
        .map(problem -> new BackendChoice(BackendKind.CPU, withoutRemedy(problem)))
        .orElseGet(
            () -> new BackendChoice(BackendKind.CUDA, findings.chosen().orElseThrow().describe()));
  }

  /** Removes the advice to use the CPU, since the CPU is used. */
  private static String withoutRemedy(String problem) {
    return problem
        .replaceFirst(",? (or )?[Uu]se --backend cpu\\.$", ".")
        .replaceFirst("\\.\\.$", ".");
  }
}
