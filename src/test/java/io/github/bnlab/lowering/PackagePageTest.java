package io.github.bnlab.lowering;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** The example on the page of this package compiles, runs, and gives what SameDiff gives. */
class PackagePageTest {
  private static final DataType FLOAT = DataType.FLOAT;

  @Test
  void theExampleGivesWhatSameDiffGives() {
    PrintStream original = System.out; // SameDiff prints every operation that it derives
    System.setOut(new PrintStream(OutputStream.nullOutputStream()));
    try {
      example();
    } finally {
      System.setOut(original);
    }
  }

  private static void example() {
    INDArray input = Nd4j.randn(FLOAT, 128, 64);
    INDArray outputGradient = Nd4j.randn(FLOAT, 128, 10);
    // begin
    SameDiff graph = SameDiff.create();
    SDVariable x = graph.placeHolder("x", FLOAT, 128, 64); // all sizes are given, the batch's too
    SDVariable w = graph.var("w", Nd4j.randn(FLOAT, 64, 10));
    SDVariable y = graph.math().tanh("y", x.mmul(w));
    y.sum().markAsLoss(); // any loss that y is part of: where the gradient starts is bound below
    graph.createGradFunction("w");
    SameDiff gradients = graph.getFunction("grad"); // holds the forward computation too

    Operations operations = new Operations();
    GraphLowering lowering = new GraphLowering(gradients, operations).bind("x", input);
    INDArray output = lowering.lower("y"); // appends the forward pass: [128, 10]
    lowering.bind(lowering.gradientOf("y"), outputGradient); // what comes from later layers
    INDArray weightGradient = lowering.lower(lowering.gradientOf("w")); // backward: [64, 10]
    operations.run(); // again after each change of input, outputGradient or w
    // end
    INDArray expected = graph.output(Map.of("x", input), "y").get("y");
    assertThat(output).isEqualTo(expected);
    INDArray slope = expected.mul(expected).rsub(1).mul(outputGradient);
    // Sums of 128 products of about one, in another order.
    assertThat(Graphs.difference(input.transpose().mmul(slope), weightGradient)).isLessThan(1e-3);
    operations.close();
  }

  @Test
  void theExampleIsTheOneOnThePage() throws IOException {
    String path = "java/io/github/bnlab/lowering/";
    String test = Files.readString(Path.of("src/test/" + path + "PackagePageTest.java"));
    String code = test.substring(test.indexOf("// begin") + 9, test.indexOf("    // end"));
    String page = Files.readString(Path.of("src/main/" + path + "package-info.java"));
    String shown = page.substring(page.indexOf("{@code") + 7, page.indexOf(" * }</pre>"));
    assertThat(shown.replace(" * ", "").replace(" *\n", "\n")).isEqualTo(code.indent(-4));
  }
}
