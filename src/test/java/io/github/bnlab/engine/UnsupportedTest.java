package io.github.bnlab.engine;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ops.executioner.OpExecutioner.ExecutionerType;

class UnsupportedTest {
  @Test
  void theEngineIsForTheCpu() {
    assertThatCode(() -> Supported.requireCpu(ExecutionerType.NATIVE_CPU))
        .doesNotThrowAnyException();
    assertThatThrownBy(() -> Supported.requireCpu(ExecutionerType.CUDA))
        .isInstanceOf(UnsupportedLayerException.class)
        .hasMessage("engine steps are for the CPU, and the backend is CUDA");
  }

  @Test
  void withoutFusedMultiplyAddDl4jTrains() {
    assertThatCode(() -> Supported.requireFusedMultiplyAdd(true)).doesNotThrowAnyException();
    assertThatThrownBy(() -> Supported.requireFusedMultiplyAdd(false))
        .isInstanceOf(UnsupportedLayerException.class)
        .hasMessageContaining("multiplies and adds in one instruction");
  }
}
