package io.github.bnlab.backend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.bnlab.config.TrialConfig.BackendKind;
import org.junit.jupiter.api.Test;

class BackendsTest {
  @Test
  void describesWhatIsLoaded() {
    BackendInfo info = Backends.load(Backends.onClassPath());
    assertThat(info.name()).isEqualTo(Backends.onClassPath().name());
    assertThat(info.version()).startsWith("1.0.0");
    assertThat(info.openMpThreads()).isPositive();
  }

  @Test
  void anotherBackendThanTheLoadedOneIsRefusedWithTheRemedy() {
    BackendKind other =
        Backends.onClassPath() == BackendKind.CPU ? BackendKind.CUDA : BackendKind.CPU;
    assertThatThrownBy(() -> Backends.load(other))
        .isInstanceOf(BackendException.class)
        .hasMessageContaining("asked for", "use --backend");
  }

  @Test
  void theMachineIsKnownWithoutNd4j() {
    Machine machine = Machine.here();
    assertThat(machine.cores()).isPositive();
    assertThat(machine.memoryBytes()).isGreaterThan(1L << 28);
    assertThat(machine.os()).isNotBlank();
  }
}
