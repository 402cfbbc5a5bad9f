package io.github.bnlab.planning;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ops.executioner.OpExecutioner.ExecutionerType;

class UnplannableTest {
  @Test
  void plansAreForTheCpu() {
    assertThatCode(() -> Unplannable.refuse(ExecutionerType.NATIVE_CPU)).doesNotThrowAnyException();
    assertThatThrownBy(() -> Unplannable.refuse(ExecutionerType.CUDA))
        .isInstanceOf(CannotPlanException.class)
        .hasMessage("planned steps are for the CPU, and the backend is CUDA");
  }
}
