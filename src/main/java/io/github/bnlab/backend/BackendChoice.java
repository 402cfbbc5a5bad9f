package io.github.bnlab.backend;

import io.github.bnlab.config.TrialConfig.BackendKind;
import java.util.Set;
import java.util.function.Supplier;

/**
 * The backend for a process.
 *
 * @param kind never {@code AUTO}
 * @param reason why {@code auto} came out so, for people; empty where nobody asked for it
 */
public record BackendChoice(BackendKind kind, String reason) {

  /** Whether the user left it to the program, which may still change its mind. */
  public boolean automatic() {
    return !reason.isEmpty();
  }

  /**
   * Chooses.
   *
   * @param wanted what the trials ask for
   * @param present the backend of this process
   * @param check made only where CUDA comes into question and is not there already
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
    if (!wanted.contains(BackendKind.AUTO)) {
      return new BackendChoice(wanted.iterator().next(), "");
    }
    if (wanted.size() > 1) {
      BackendKind other = wanted.contains(BackendKind.CUDA) ? BackendKind.CUDA : BackendKind.CPU;
      return new BackendChoice(other, "other trials ask for it");
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

  /** The user need not be told to do what is being done. */
  private static String withoutRemedy(String problem) {
    return problem
        .replaceFirst(",? (or )?[Uu]se --backend cpu\\.$", ".")
        .replaceFirst("\\.\\.$", ".");
  }
}
