package io.github.bnlab.backend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.github.bnlab.backend.CudaDriver.Answer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Cards, and what else nvidia-smi says: the GPU that is chosen or the exact sentence. */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "the layouts have paths of Linux")
class CudaCheckTest {
  private static final String SUPPORT =
      "; DL4J 1.0.0-M2.1's CUDA backend supports 3.7-8.9. Use --backend cpu.";

  @TempDir private Path root;

  @ParameterizedTest
  @CsvSource({
    "written/m60, 0, 5.2",
    "written/p100, 0, 6.0",
    "written/gtx1080, 0, 6.1",
    "published/v100, 1, 7.0",
    "published/t4, 0, 7.5",
    "published/a100-mig, 0, 8.0",
    "published/a10g, 0, 8.6",
    "published/rtx3090, 0, 8.6",
    "published/rtx4090, 6, 8.9",
    "published/l40s, 0, 8.9",
    "written/h100-and-a100, 2, 8.0",
  })
  void supportedCardsAreChosen(String card, int index, String capability) {
    CudaFindings findings = findings(smi(card + ".csv"), Map.of());
    assertThat(findings.problem()).isEmpty();
    Gpu chosen = findings.chosen().orElseThrow();
    assertThat(chosen.index()).isEqualTo(index);
    assertThat(chosen.capability()).isEqualTo(capability);
  }

  @Test
  void anOldDriverIsAskedWithoutCapability() {
    CudaFindings findings = findings(oldSmi("written/k80.csv"), Map.of());
    assertThat(findings.problem()).isEmpty();
    assertThat(findings.chosen().orElseThrow().describe())
        .isEqualTo("Tesla K80, compute capability unknown, 11438 of 11441 MiB free");
  }

  static Stream<Arguments> unsupportedCards() {
    return Stream.of(
        arguments("published/h100", "NVIDIA H100 80GB HBM3 has compute capability 9.0" + SUPPORT),
        arguments(
            "published/h100-mig", "NVIDIA H100 80GB HBM3 has compute capability 9.0" + SUPPORT),
        arguments("published/h200", "NVIDIA H200 has compute capability 9.0" + SUPPORT),
        arguments("written/b200", "NVIDIA B200 has compute capability 10.0" + SUPPORT),
        arguments(
            "published/rtx5090", "NVIDIA GeForce RTX 5090 has compute capability 12.0" + SUPPORT),
        arguments(
            "written/gb10-shared-memory", "NVIDIA GB10 has compute capability 12.1" + SUPPORT),
        arguments(
            "written/h100-and-rtx5090",
            "NVIDIA H100 PCIe has compute capability 9.0, NVIDIA GeForce RTX 5090 has compute"
                + " capability 12.0"
                + SUPPORT),
        arguments(
            "published/p4-busy",
            "Tesla P4 has only 473 of 8192 MiB of its memory free; the CUDA backend needs 1024."
                + " End other programs on it, or use --backend cpu."),
        arguments(
            "written/cut-off",
            "nvidia-smi gave an answer that cannot be read: \"0,"
                + " GPU-1b2f6a9c-0d47-4e0f-9a55-000000000074, Tesla T4, 7.5, 525.60.13, 15360,\"."
                + " Run it by hand to see what is wrong, or use --backend cpu."));
  }

  @ParameterizedTest
  @MethodSource("unsupportedCards")
  void cardsThatCannotBeUsedAreNamed(String card, String sentence) {
    assertThat(findings(smi(card + ".csv"), Map.of()).problem()).contains(sentence);
  }

  static Stream<Arguments> oldDrivers() {
    return Stream.of(
        arguments("written/gtx680", "GeForce GTX 680 has compute capability below 3.7" + SUPPORT),
        arguments("published/k80-driver-418", tooOld("418.67")),
        arguments("published/gtx680-driver-331", tooOld("331.62")),
        arguments("published/rtx2080-driver-440", tooOld("440.64")),
        arguments("published/titan-xp-driver-450", tooOld("450.57")));
  }

  private static String tooOld(String driver) {
    return "The NVIDIA driver is version "
        + driver
        + "; CUDA 11 needs 450.80.02 or newer. Update the driver, or use --backend cpu.";
  }

  @ParameterizedTest
  @MethodSource("oldDrivers")
  void oldDriversThatDoNotDo(String card, String sentence) {
    assertThat(findings(oldSmi(card + ".csv"), Map.of()).problem()).contains(sentence);
  }

  static Stream<Arguments> failures() {
    return Stream.of(
        arguments(
            "published/not-running.txt",
            9,
            "The NVIDIA driver is not running (nvidia-smi cannot communicate with it). Load the"
                + " driver or install it again for the present kernel, or use --backend cpu."),
        arguments(
            "published/version-mismatch.txt",
            18,
            "The NVIDIA driver in the kernel and its libraries have different versions, as after an"
                + " update. Restart the machine, or use --backend cpu."),
        arguments(
            "published/no-devices.txt",
            6,
            "The NVIDIA driver runs, but finds no GPU. Make one visible (for a container: --gpus"
                + " all), or use --backend cpu."),
        arguments(
            "published/lost-device.txt",
            15,
            "nvidia-smi failed with exit code 15: \"Unable to determine the device handle for GPU"
                + " 0000:09:00.0: Unknown Error\". Repair the NVIDIA driver, or use --backend cpu."),
        arguments(
            "written/no-permission.txt",
            4,
            "nvidia-smi failed with exit code 4: \"Failed to initialize NVML: Insufficient"
                + " Permissions\". Repair the NVIDIA driver, or use --backend cpu."),
        arguments(
            "written/garbage.txt",
            0,
            "nvidia-smi gave an answer that cannot be read: \"<html><body><h1>It"
                + " works!</h1></body></html>\". Run it by hand to see what is wrong, or use"
                + " --backend cpu."));
  }

  @ParameterizedTest
  @MethodSource("failures")
  void driversThatFail(String file, int exitCode, String sentence) {
    Answer answer = new Answer(exitCode, Layout.text("smi/" + file));
    assertThat(findings((fields, patience) -> answer, Map.of()).problem()).contains(sentence);
  }

  @Test
  void noDriver() {
    assertThat(findings((fields, patience) -> Answer.MISSING, Map.of()).problem())
        .contains(
            "No NVIDIA driver was found: there is no nvidia-smi on the PATH. Install NVIDIA's"
                + " driver, version 450.80.02 or newer, which brings it, or use --backend cpu.");
  }

  @Test
  void aDriverThatHangs() {
    assertThat(findings((fields, patience) -> Answer.SILENT, Map.of()).problem())
        .contains(
            "nvidia-smi did not answer within 1.2 seconds: the NVIDIA driver hangs or is still"
                + " starting. Try again (`nvidia-smi -pm 1` keeps the driver loaded), or use"
                + " --backend cpu.");
  }

  /** The check as a whole has two seconds; what else it does takes none of note. */
  @Test
  void allQuestionsTogetherHaveLessThanTwoSeconds() {
    assertThat(CudaDriver.PATIENCE).isLessThan(Duration.ofSeconds(2));
    List<Duration> granted = new ArrayList<>();
    CudaDriver.Query slow =
        (fields, patience) -> {
          granted.add(patience);
          LockSupport.parkNanos(Duration.ofMillis(30).toNanos());
          return oldSmi("written/k80.csv").of(fields, patience);
        };
    long start = System.nanoTime();
    assertThat(findings(slow, Map.of()).problem()).isEmpty();
    Duration passed = Duration.ofNanos(System.nanoTime() - start);
    assertThat(granted).hasSize(2);
    assertThat(granted.get(0)).isEqualTo(CudaDriver.PATIENCE);
    assertThat(granted.get(1))
        .isLessThan(CudaDriver.PATIENCE)
        .isGreaterThanOrEqualTo(CudaDriver.PATIENCE.minus(passed));
  }

  @Test
  void windowsHasAnOldestDriverOfItsOwn() {
    CudaFindings findings =
        new CudaCheck(
                "Windows 11",
                "amd64",
                Map.of(),
                smi("published/rtx2080-super-windows.csv"),
                () -> Layout.search("ubuntu-cuda-11.6", root, Optional.empty()))
            .findings();
    assertThat(findings.problem()).isEmpty();
    assertThat(findings.chosen().orElseThrow().describe())
        .isEqualTo("NVIDIA GeForce RTX 2080 SUPER, compute capability 7.5, 7286 of 8192 MiB free");
  }

  @ParameterizedTest
  @CsvSource({
    "Mac OS X, aarch64, Mac OS X on aarch64",
    "Linux, aarch64, Linux on aarch64",
    "FreeBSD, amd64, FreeBSD on amd64",
  })
  void systemsWithoutBackend(String system, String architecture, String called) {
    CudaFindings findings =
        new CudaCheck(
                system,
                architecture,
                Map.of(),
                smi("published/t4.csv"),
                () -> Layout.search("ubuntu-cuda-11.6", root, Optional.empty()))
            .findings();
    assertThat(findings.problem())
        .contains(
            "DL4J 1.0.0-M2.1's CUDA backend exists for Linux and Windows on x86-64; this is "
                + called
                + ". Use --backend cpu.");
  }

  @ParameterizedTest
  @CsvSource({
    "1, 1",
    "'2,1', 2",
    "GPU-1b2f6a9c-0d47-4e0f-9a55-00000000c100, 1",
    "'1,7,2', 1",
    "MIG-5c3f, 2",
  })
  void visibleDevicesLimitTheChoice(String visible, int index) {
    CudaFindings findings =
        findings(smi("written/h100-and-a100.csv"), Map.of("CUDA_VISIBLE_DEVICES", visible));
    assertThat(findings.chosen().orElseThrow().index()).isEqualTo(index);
  }

  @Test
  void hiddenDevices() {
    assertThat(findings(smi("published/t4.csv"), Map.of("CUDA_VISIBLE_DEVICES", "-1")).problem())
        .contains(
            "CUDA_VISIBLE_DEVICES is \"-1\", which hides every GPU of this machine. Unset it, or"
                + " use --backend cpu.");
  }

  @Test
  void librariesAreSpokenOfWhenAllElseIsThere() {
    CudaFindings findings = findings(smi("published/t4.csv"), "without-cudnn", Map.of());
    assertThat(findings.problem().orElseThrow()).startsWith("The CUDA backend needs cuDNN 8: ");
    assertThat(findings.lacksOnlyLibraries()).isTrue();
    assertThat(CudaLaunch.environment(findings, true, Map.of()))
        .containsEntry("BNLAB_BACKEND", "cuda-redist");
    assertThatThrownBy(() -> CudaLaunch.environment(findings, false, Map.of()))
        .isInstanceOf(BackendException.class)
        .hasMessage(findings.problem().orElseThrow());
  }

  @Test
  void aLaunchShowsTheChosenGpuAloneAndTheFoldersOfTheLibraries() {
    CudaFindings findings =
        findings(smi("written/h100-and-a100.csv"), "cuda-11.8-unknown-to-loader", Map.of());
    assertThat(CudaLaunch.environment(findings, false, Map.of("LD_LIBRARY_PATH", "/mine")))
        .containsOnly(
            Map.entry("BNLAB_BACKEND", "cuda"),
            Map.entry("CUDA_VISIBLE_DEVICES", "GPU-1b2f6a9c-0d47-4e0f-9a55-00000000c101"),
            Map.entry("LD_LIBRARY_PATH", root.resolve("usr/local/cuda-11.8/lib64") + ":/mine"));
  }

  @Test
  void whatWasDownloadedIsKnownByTheLaunchersClassPaths() throws IOException {
    Path jar = root.resolve("cuda-11.6-redist.jar");
    assertThat(CudaLaunch.isBuilt(root)).isFalse();
    Path folder = Files.createDirectories(root.resolve("target/cuda-redist"));
    Files.writeString(folder.resolve("classpath"), root.resolve("a.jar") + ":" + jar + "\n");
    assertThat(CudaLaunch.redistributed(root)).isEmpty();
    Files.createFile(jar);
    assertThat(CudaLaunch.redistributed(root)).contains(jar);
    assertThat(CudaLaunch.isBuilt(root)).isFalse();
    Files.createFile(root.resolve("a.jar"));
    assertThat(CudaLaunch.isBuilt(root)).isTrue();
  }

  private CudaFindings findings(CudaDriver.Query smi, Map<String, String> environment) {
    return findings(smi, "ubuntu-cuda-11.6", environment);
  }

  private CudaFindings findings(
      CudaDriver.Query smi, String layout, Map<String, String> environment) {
    return new CudaCheck(
            "Linux", "amd64", environment, smi, () -> Layout.search(layout, root, Optional.empty()))
        .findings();
  }

  private static CudaDriver.Query smi(String file) {
    return (fields, patience) -> {
      assertThat(fields)
          .as("the columns of the files")
          .isEqualTo("index,uuid,name,compute_cap,driver_version,memory.total,memory.free");
      return new Answer(0, Layout.text("smi/" + file));
    };
  }

  /** A driver before version 510. */
  private static CudaDriver.Query oldSmi(String file) {
    return (fields, patience) ->
        fields.contains("compute_cap")
            ? new Answer(2, Layout.text("smi/published/compute-cap-unknown.txt"))
            : new Answer(0, Layout.text("smi/" + file));
  }
}
