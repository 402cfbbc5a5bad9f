package io.github.bnlab.lowering;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.function.DoubleConsumer;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.exception.ND4JIllegalStateException;
import org.nd4j.linalg.factory.Nd4j;

class OperationsTest {
  private static final DataType D = DataType.DOUBLE;

  @Test
  void runsInOrderOnTheSameArraysEachTime() {
    INDArray a = FixedArrays.filled(D, 2, 2, 3);
    INDArray b = FixedArrays.filled(D, 3, 2, 3);
    try (Operations operations = new Operations()) {
      operations.apply("multiply", b, a, b);
      operations.apply("add", a, a, b);
      assertThat(a.getDouble(0)).as("nothing runs while building").isEqualTo(2);

      operations.run();
      operations.run(0, 1);

      assertThat(a.getDouble(0)).isEqualTo(8);
      assertThat(b.getDouble(0)).isEqualTo(48);
    }
  }

  @Test
  void multipliesMatricesTransposedAndScaled() {
    INDArray a = Nd4j.createFromArray(new double[][] {{1, 2}, {3, 4}, {5, 6}});
    INDArray b = Nd4j.createFromArray(new double[][] {{1, 0, 2}, {0, 1, 3}});
    for (boolean blas : new boolean[] {false, true}) {
      INDArray c = FixedArrays.zeros(D, 2, 2);
      try (Operations operations = new Operations()) {
        if (blas) {
          operations.blasGemm(a, true, b, true, c, 0.5);
        } else {
          operations.gemm(a, true, b, true, c, 0.5);
        }
        operations.run();
      }
      assertThat(c).isEqualTo(a.transpose().mmul(b.transpose()).mul(0.5));
    }
  }

  @Test
  void addsScaledByAFactorThatMayChange() {
    INDArray parameters = FixedArrays.filled(D, 1, 4);
    INDArray gradient = FixedArrays.filled(D, 3, 4);
    try (Operations operations = new Operations()) {
      DoubleConsumer factor = operations.addScaled(parameters, gradient, -0.25);
      operations.run();
      assertThat(parameters).isEqualTo(FixedArrays.filled(D, 0.25, 4));
      factor.accept(1);
      operations.run();
      assertThat(parameters).isEqualTo(FixedArrays.filled(D, 3.25, 4));
    }
    assertThat(gradient).isEqualTo(FixedArrays.filled(D, 3, 4));
  }

  @Test
  void copiesThroughPermutedViews() {
    INDArray from = Nd4j.arange(24).castTo(D).reshape(2, 3, 4);
    INDArray to = FixedArrays.zeros(D, 3, 2, 4);
    try (Operations operations = new Operations()) {
      operations.copy(from, to.permute(1, 0, 2));
      operations.run();
    }
    assertThat(to).isEqualTo(from.permute(1, 0, 2).dup('c'));
  }

  @Test
  void refusesAnOutputOfTheWrongShapeOrType() {
    INDArray a = FixedArrays.zeros(D, 2, 3);
    try (Operations operations = new Operations()) {
      assertThatThrownBy(() -> operations.apply("multiply", FixedArrays.zeros(D, 3, 2), a, a))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("multiply of DOUBLE [2, 3], DOUBLE [2, 3] into DOUBLE [3, 2]")
          .hasMessageContaining("produces DOUBLE [2, 3]");
      assertThatThrownBy(() -> operations.apply("tanh", FixedArrays.zeros(DataType.FLOAT, 2, 3), a))
          .hasMessageContaining("produces DOUBLE [2, 3]");
      assertThatThrownBy(() -> operations.gemm(a, a, FixedArrays.zeros(D, 2, 3)))
          .isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> operations.copy(a, FixedArrays.zeros(D, 3, 2)))
          .isInstanceOf(IllegalArgumentException.class);
      assertThat(operations.size()).isZero();
    }
  }

  @Test
  void refusesAnUnknownKind() {
    try (Operations operations = new Operations()) {
      assertThatThrownBy(() -> operations.operation("no_such_operation"))
          .isInstanceOf(ND4JIllegalStateException.class)
          .hasMessageContaining("no_such_operation");
    }
  }

  @Test
  void namesAndProfilesEachOperation() {
    INDArray a = FixedArrays.zeros(D, 2, 3);
    try (Operations operations = new Operations().scope("dense1")) {
      operations.apply("tanh", a, a);
      operations.scope("").step("nothing", () -> {});
      List<OperationTime> times = operations.profile(3);
      assertThat(times)
          .extracting(OperationTime::name)
          .containsExactly("dense1 tanh [2, 3]", "nothing");
      assertThat(times).allSatisfy(time -> assertThat(time.milliseconds()).isNotNegative());
    }
  }

  @Test
  void seesAnArrayInAnotherShapeOrRefuses() {
    INDArray a = FixedArrays.zeros(D, 4, 6);
    FixedArrays.view(a, 2, 2, 6).putScalar(1, 0, 0, 7);
    assertThat(a.getDouble(2, 0)).isEqualTo(7);
    assertThatThrownBy(() -> FixedArrays.view(a.transpose(), 24))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("without copying");
    assertThatThrownBy(() -> FixedArrays.view(a, 5, 5))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
