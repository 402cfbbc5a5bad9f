package io.github.bnlab.backend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.bnlab.config.TrialConfig.BackendKind;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class BackendChoiceTest {
  private static final Supplier<CudaFindings> UNASKED =
      () -> {
        throw new AssertionError("no check is needed");
      };
  private static final Gpu GPU = new Gpu(0, "GPU-1", "Tesla T4", "7.5", "525.1", 15360, 15000);

  @Test
  void whatIsAskedForIsTakenWithoutCheck() {
    for (BackendKind kind : List.of(BackendKind.CPU, BackendKind.CUDA)) {
      assertThat(BackendChoice.of(Set.of(kind), BackendKind.CPU, UNASKED))
          .isEqualTo(new BackendChoice(kind, ""));
    }
  }

  @Test
  void autoIsCudaWhereItCanWork() {
    CudaFindings findings =
        new CudaFindings(List.of(GPU), Optional.of(GPU), Optional.empty(), Optional.empty());
    assertThat(BackendChoice.of(Set.of(BackendKind.AUTO), BackendKind.CPU, () -> findings))
        .isEqualTo(
            new BackendChoice(
                BackendKind.CUDA, "Tesla T4, compute capability 7.5, 15000 of 15360 MiB free"));
  }

  @Test
  void autoIsCpuElseAndSaysWhy() {
    CudaFindings hopper =
        CudaFindings.impossible("X has compute capability 9.0; Y. Use --backend cpu.");
    assertThat(BackendChoice.of(Set.of(BackendKind.AUTO), BackendKind.CPU, () -> hopper))
        .isEqualTo(new BackendChoice(BackendKind.CPU, "X has compute capability 9.0; Y."));
    CudaFindings none = CudaFindings.impossible("No driver. Install it, or use --backend cpu.");
    assertThat(BackendChoice.of(Set.of(BackendKind.AUTO), BackendKind.CPU, () -> none).reason())
        .isEqualTo("No driver. Install it.");
  }

  @Test
  void autoIsCudaInAProcessThatWasStartedWithIt() {
    assertThat(BackendChoice.of(Set.of(BackendKind.AUTO), BackendKind.CUDA, UNASKED).kind())
        .isEqualTo(BackendKind.CUDA);
  }

  @Test
  void autoFollowsOtherTrials() {
    assertThat(
            BackendChoice.of(Set.of(BackendKind.AUTO, BackendKind.CPU), BackendKind.CPU, UNASKED)
                .kind())
        .isEqualTo(BackendKind.CPU);
    assertThat(
            BackendChoice.of(Set.of(BackendKind.AUTO, BackendKind.CUDA), BackendKind.CPU, UNASKED))
        .as("the CPU is no substitute where a trial names CUDA")
        .isEqualTo(new BackendChoice(BackendKind.CUDA, ""));
  }

  @Test
  void differentBackendsInOneProcessAreRefused() {
    assertThatThrownBy(
            () ->
                BackendChoice.of(
                    Set.of(BackendKind.CUDA, BackendKind.CPU), BackendKind.CPU, UNASKED))
        .isInstanceOf(BackendException.class)
        .hasMessageContaining("run them with --backend cpu and then with --backend cuda");
  }
}
