package io.github.bnlab.backend;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Layouts of libraries on disk, and what is said of each. */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "the layouts have paths of Linux")
class CudaLibrariesTest {
  private static final String REMEDY =
      ", or let Maven download NVIDIA's libraries once (1.8 GB) with --download-cuda, or use"
          + " --backend cpu.";

  @TempDir private Path root;

  @ParameterizedTest
  @CsvSource({
    "ubuntu-cuda-11.6,",
    "library-path,",
    "cuda-11.8-unknown-to-loader, usr/local/cuda-11.8/lib64",
    "windows, Program Files/NVIDIA GPU Computing Toolkit/CUDA/v11.6/bin",
  })
  void completeOnesCanBeUsed(String layout, String unknownToLoader) {
    CudaLibraries found = Layout.search(layout, root, Optional.empty());
    assertThat(found.installed()).isTrue();
    assertThat(found.problem()).isEmpty();
    if (unknownToLoader == null) {
      assertThat(found.folders()).isEmpty();
    } else {
      assertThat(found.folders()).containsExactly(root.resolve(unknownToLoader));
    }
  }

  @Test
  void aMachineWithoutCuda() {
    assertThat(problem("driver-only"))
        .isEqualTo(
            "The CUDA backend needs CUDA 11: libcudart.so.11.0, libcublas.so.11,"
                + " libcublasLt.so.11, libcusolver.so.11, libcusparse.so.11 are neither on the"
                + " library path nor in the usual folders. Install CUDA 11.6 and cuDNN 8.3"
                + REMEDY);
    assertThat(Layout.search("stale-cache", root, Optional.empty()).installed()).isFalse();
  }

  @Test
  void anotherCuda() {
    assertThat(problem("cuda-12"))
        .isEqualTo(
            "The CUDA backend needs CUDA 11 (CUDA 12 was found, which does not work):"
                + " libcudart.so.11.0, libcublas.so.11, libcublasLt.so.11, libcusparse.so.11"
                + " are neither on the library path nor in the usual folders. Install CUDA 11.6"
                + " and cuDNN 8.3"
                + REMEDY);
  }

  @Test
  void withoutCuDnn() {
    assertThat(problem("without-cudnn"))
        .isEqualTo(
            "The CUDA backend needs cuDNN 8: libcudnn.so.8 is neither on the library path nor in"
                + " the usual folders. Install cuDNN 8.3 for CUDA 11"
                + REMEDY);
  }

  @Test
  void anotherCuDnn() {
    assertThat(problem("cudnn-9"))
        .startsWith("The CUDA backend needs cuDNN 8 (cuDNN 9 was found, which does not work): ");
  }

  @Test
  void cuDnnForWindowsNeedsZlib() {
    assertThat(problem("windows-without-zlib"))
        .startsWith("The CUDA backend needs cuDNN 8: zlibwapi.dll is neither");
  }

  @Test
  void downloadedLibrariesServeWhereNoneAreInstalled() throws IOException {
    Path jar = Files.createFile(root.resolve("cuda-redist.jar"));
    CudaLibraries found = Layout.search("driver-only", root, Optional.of(jar));
    assertThat(found.installed()).isFalse();
    assertThat(found.problem()).isEmpty();
    assertThat(found.describe()).isEqualTo("from Maven Central, " + jar);
  }

  @Test
  void theLoadersCacheIsReadForThisArchitecture() {
    String listed =
        """
        312 libs found in cache `/etc/ld.so.cache'
        \tlibcudnn.so.8 (libc6,x86-64) => /usr/lib/x86_64-linux-gnu/libcudnn.so.8
        \tlibcudart.so.11.0 (libc6,x86-64, OS ABI: Linux 3.2.0) => /opt/libcudart.so.11.0
        \tlibcublas.so.11 (libc6) => /usr/lib/i386-linux-gnu/libcublas.so.11
        \tlibm.so.6 (libc6,x86-64) => /lib/x86_64-linux-gnu/libm.so.6
        """;
    assertThat(CudaLibraries.listed(listed))
        .containsExactly(
            Path.of("/usr/lib/x86_64-linux-gnu/libcudnn.so.8"), Path.of("/opt/libcudart.so.11.0"));
  }

  private String problem(String layout) {
    return Layout.search(layout, root, Optional.empty()).problem().orElseThrow();
  }
}
