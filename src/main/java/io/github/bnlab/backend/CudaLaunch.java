package io.github.bnlab.backend;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * How the launcher is told to start the program with CUDA: a class path is fixed when Java starts,
 * so that the process that has read the configuration and made the check starts another.
 */
public final class CudaLaunch {
  /** The environment variable by which the launcher takes another class path than the CPU's. */
  static final String BACKEND_VARIABLE = "BNLAB_BACKEND";

  /** The folder below target/ of the class path with NVIDIA's libraries. */
  private static final String WITH_LIBRARIES = "cuda-redist";

  private final CudaFindings findings;

  /**
   * A launch on what a check found.
   *
   * @param download whether Maven may download NVIDIA's libraries where the system lacks them
   * @throws BackendException with the check's sentence where CUDA cannot be used
   */
  public CudaLaunch(CudaFindings findings, boolean download) {
    boolean possible = findings.problem().isEmpty() || download && findings.lacksOnlyLibraries();
    if (!possible) {
      throw new BackendException(findings.problem().orElseThrow());
    }
    this.findings = findings;
  }

  /**
   * Environment variables to set for the new process: its class path, the one GPU that it shall
   * see, and the folders of NVIDIA's libraries that the loader would not look into.
   *
   * @param present those of this process
   */
  public Map<String, String> environment(Map<String, String> present) {
    CudaLibraries libraries = findings.libraries().orElseThrow();
    Map<String, String> changes = new LinkedHashMap<>();
    changes.put(BACKEND_VARIABLE, libraries.installed() ? "cuda" : WITH_LIBRARIES);
    if (!present.getOrDefault(VisibleGpus.VARIABLE, "").contains("MIG-")) {
      changes.put(VisibleGpus.VARIABLE, findings.chosen().orElseThrow().uuid());
    }
    if (libraries.installed() && !libraries.folders().isEmpty()) {
      String variable = File.separatorChar == '\\' ? "PATH" : "LD_LIBRARY_PATH";
      String folders =
          libraries.folders().stream()
              .map(Path::toString)
              .collect(Collectors.joining(File.pathSeparator));
      String before = present.getOrDefault(variable, "");
      changes.put(variable, before.isEmpty() ? folders : folders + File.pathSeparator + before);
    }
    return changes;
  }

  /** Whether the launcher has made a class path with CUDA before. */
  public static boolean isBuilt(Path home) {
    return List.of("cuda", WITH_LIBRARIES).stream()
        .anyMatch(
            folder -> Files.exists(home.resolve("target").resolve(folder).resolve("classpath")));
  }

  /** The jar with NVIDIA's libraries, where an earlier start had Maven download it. */
  static Optional<Path> redistributed(Path home) {
    Path classPath = home.resolve("target").resolve(WITH_LIBRARIES).resolve("classpath");
    if (!Files.isReadable(classPath)) {
      return Optional.empty();
    }
    try {
      List<String> jars =
          Arrays.asList(Files.readString(classPath).strip().split(File.pathSeparator));
      return jars.stream()
          .filter(jar -> jar.endsWith("-redist.jar"))
          .map(Path::of)
          .filter(Files::isRegularFile)
          .findFirst();
    } catch (IOException e) {
      return Optional.empty();
    }
  }
}
