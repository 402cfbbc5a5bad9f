package io.github.bnlab.lowering;

import java.io.OutputStream;
import java.io.PrintStream;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** What the tests of this package build graphs with. */
final class Graphs {
  private Graphs() {}

  /** Names a variable. */
  static SDVariable name(SDVariable variable, String name) {
    return variable.getSameDiff().updateVariableNameAndReference(variable, name);
  }

  /** Adds the gradient function for some variables; SameDiff would print every operation. */
  static SameDiff gradients(SameDiff graph, String... variables) {
    PrintStream original = System.out;
    System.setOut(new PrintStream(OutputStream.nullOutputStream()));
    try {
      graph.createGradFunction(variables);
    } finally {
      System.setOut(original);
    }
    return graph.getFunction("grad");
  }

  static INDArray random(DataType type, long... shape) {
    return Nd4j.randn(type, shape);
  }

  /** Largest absolute difference. */
  static double difference(INDArray a, INDArray b) {
    return a.sub(b.reshape(a.shape())).amaxNumber().doubleValue();
  }
}
