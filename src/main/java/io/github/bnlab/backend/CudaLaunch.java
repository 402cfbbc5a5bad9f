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
 * The environment for starting the program with CUDA. A class path is fixed when Java starts, so
 * that the process that read the configuration and made the check starts a second process.
 */
public final class CudaLaunch {
  /** The environment variable by which the launcher takes another class path than the CPU's. */
  static final String BACKEND_VARIABLE = "BNLAB_BACKEND";

  /** The folder below target/ of the class path for NVIDIA's libraries as the system has them. */
  private static final String INSTALLED = "cuda";

  /** That of the class path with NVIDIA's libraries. */
  private static final String WITH_LIBRARIES = "cuda-redist";

  private CudaLaunch() {}

  /**
   * Environment variables to set for the new process: its class path, the one GPU that it may use,
   * and the folders of NVIDIA's libraries that the loader does not search by default.
   *
   * @param findings of the check
   * @param download whether Maven may download NVIDIA's libraries where the system lacks them
   * @param present variables of this process
   * @throws BackendException with the check's sentence where CUDA cannot be used
   */
  public static Map<String, String> environment(
      CudaFindings findings, boolean download, Map<String, String> present) {
    boolean possible = findings.problem().isEmpty() || download && findings.lacksOnlyLibraries();
    if (!possible) {
      throw new BackendException(findings.problem().orElseThrow());
    }
    CudaLibraries libraries = findings.libraries().orElseThrow();
    Map<String, String> changes = new LinkedHashMap<>();
    changes.put(BACKEND_VARIABLE, libraries.installed() ? INSTALLED : WITH_LIBRARIES);
    if (!present.getOrDefault(CudaDriver.VISIBLE, "").contains("MIG-")) {
      changes.put(CudaDriver.VISIBLE, findings.chosen().orElseThrow().uuid());
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

  /** Whether an earlier start had Maven download the CUDA backend, and it is still there. */
  public static boolean isBuilt(Path home) {
    return List.of(INSTALLED, WITH_LIBRARIES).stream()
        .map(folder -> jars(home, folder))
        .anyMatch(jars -> !jars.isEmpty() && jars.stream().allMatch(Files::isRegularFile));
  }

  /** The jar with NVIDIA's libraries, where an earlier start had Maven download it. */
  static Optional<Path> redistributed(Path home) {
    return jars(home, WITH_LIBRARIES).stream()
        .filter(jar -> jar.toString().endsWith("-redist.jar") && Files.isRegularFile(jar))
        .findFirst();
  }

  /** What the launcher's class path of a backend lists; empty where it has made none. */
  private static List<Path> jars(Path home, String folder) {
    Path classPath = home.resolve("target").resolve(folder).resolve("classpath");
    try {
      String[] jars = Files.readString(classPath).strip().split(File.pathSeparator);
      return Arrays.stream(jars).map(Path::of).toList();
    } catch (IOException e) {
      return List.of();
    }
  }
}
