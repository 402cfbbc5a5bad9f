package io.github.bnlab.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.bnlab.backend.BackendException;
import io.github.bnlab.backend.CudaFindings;
import io.github.bnlab.backend.CudaLaunch;
import io.github.bnlab.backend.CudaLibraries;
import io.github.bnlab.backend.Gpu;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** A script in the place of the launcher. */
class LauncherProcessTest {
  @TempDir private Path home;

  @Test
  @DisabledOnOs(
      value = OS.WINDOWS,
      disabledReason = "the launcher here is a script of a Unix shell")
  void theSameCommandRunsInAnEnvironmentWithCuda() throws IOException {
    Path launcher = home.resolve("bnlab");
    Path seen = home.resolve("seen");
    String line = "echo \"$BNLAB_BACKEND $CUDA_VISIBLE_DEVICES $# $2\" >'" + seen + "'; exit 7";
    Files.writeString(launcher, "#!/bin/sh\n" + line + "\n");
    assertThat(launcher.toFile().setExecutable(true)).isTrue();

    int code =
        new LauncherProcess(cuda(), "--backend cuda", Optional.of(home))
            .run(List.of("run", "a file", "x=1"));

    assertThat(code).isEqualTo(7);
    assertThat(seen).hasContent("cuda GPU-1 3 a file");
  }

  @Test
  void withoutLauncherThereIsARemedy() {
    for (Optional<Path> folder : List.of(Optional.<Path>empty(), Optional.of(home))) {
      LauncherProcess process = new LauncherProcess(Map.of(), "--on", folder);
      assertThatThrownBy(() -> process.run(List.of("run")))
          .isInstanceOf(BackendException.class)
          .hasMessageContaining(
              "--on needs another class path than this process has; start the program with ./bnlab");
    }
  }

  private static Map<String, String> cuda() {
    Gpu gpu = new Gpu(0, "GPU-1", "Tesla T4", "7.5", "525.1", 15360, 15000);
    CudaLibraries installed =
        new CudaLibraries(Map.of(), Map.of(), Set.of(), Set.of(), Optional.empty());
    CudaFindings findings =
        new CudaFindings(List.of(gpu), Optional.of(gpu), Optional.of(installed), Optional.empty());
    return CudaLaunch.environment(findings, false, Map.of());
  }
}
