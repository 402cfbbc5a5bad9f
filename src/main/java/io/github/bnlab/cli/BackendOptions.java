package io.github.bnlab.cli;

import io.github.bnlab.backend.BackendChoice;
import io.github.bnlab.backend.Backends;
import io.github.bnlab.backend.CudaCheck;
import io.github.bnlab.backend.CudaFindings;
import io.github.bnlab.backend.CudaLaunch;
import io.github.bnlab.config.KnownNames;
import io.github.bnlab.config.TrialConfig;
import io.github.bnlab.config.TrialConfig.BackendKind;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.ToIntFunction;
import java.util.stream.Collectors;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code --backend}, and what follows from it: the same command in a process with CUDA. */
final class BackendOptions {
  @Option(
      names = "--backend",
      paramLabel = "cpu|cuda|auto",
      description =
          "Device to compute on (default: as configured, else cpu). With auto, it is cuda if that is"
              + " available, else cpu.")
  private BackendKind backend;

  @Option(
      names = "--download-cuda",
      description =
          "Let Maven download NVIDIA's CUDA 11.6 and cuDNN 8.3 libraries (1.8 GB, once) if they"
              + " are not installed.")
  private boolean download;

  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  private CudaFindings findings;

  List<String> overrides() {
    return backend == null ? List.of() : List.of("backend=" + KnownNames.label(backend));
  }

  /** What the option says, or something else where it was not given. */
  BackendKind orElse(BackendKind otherwise) {
    return backend == null ? otherwise : backend;
  }

  /** Findings about CUDA; checked once. */
  CudaFindings cuda() {
    if (findings == null) {
      findings = CudaCheck.here(ProgramFolder.orHere()).findings();
    }
    return findings;
  }

  /**
   * Does work on the backend that trials need: in this process, or by the same command in another
   * one; returns the exit code.
   */
  int run(List<TrialConfig> trials, Terminal terminal, ToIntFunction<BackendKind> work) {
    Set<BackendKind> wanted = trials.stream().map(TrialConfig::backend).collect(Collectors.toSet());
    BackendChoice choice = choose(wanted, terminal);
    OptionalInt elsewhere = elsewhere(choice.kind());
    if (elsewhere.isEmpty()) {
      return work.applyAsInt(choice.kind());
    }
    if (choice.automatic() && elsewhere.getAsInt() == ExitCode.BACKEND) {
      terminal.say("backend auto: cpu: CUDA could not be started");
      return work.applyAsInt(BackendKind.CPU);
    }
    return elsewhere.getAsInt();
  }

  /** The backend that the trials of a command need. */
  BackendChoice choose(Set<BackendKind> wanted, Terminal terminal) {
    BackendChoice choice = BackendChoice.of(wanted, Backends.onClassPath(), this::cuda);
    if (choice.automatic()) {
      terminal.say("backend auto: " + KnownNames.label(choice.kind()) + ": " + choice.reason());
    }
    return choice;
  }

  /** The arguments of the whole command, as they were given. */
  List<String> arguments() {
    return command.root().commandLine().getParseResult().originalArgs();
  }

  /**
   * Has the whole command done by another process where this one has not the backend.
   *
   * @return the other process's exit code; empty where this one has it
   * @throws io.github.bnlab.backend.BackendException where it cannot be used on this machine
   */
  OptionalInt elsewhere(BackendKind kind) {
    if (kind == BackendKind.CUDA && Backends.onClassPath() == BackendKind.CPU) {
      Map<String, String> environment = CudaLaunch.environment(cuda(), download, System.getenv());
      return OptionalInt.of(
          new LauncherProcess(environment, "--backend cuda", ProgramFolder.told())
              .run(arguments()));
    }
    Backends.requireOnClassPath(kind);
    return OptionalInt.empty();
  }
}
