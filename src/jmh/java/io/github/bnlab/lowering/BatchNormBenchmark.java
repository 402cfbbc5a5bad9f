package io.github.bnlab.lowering;

import io.github.bnlab.lowering.BatchNormGraphs.Form;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Forward and backward of batch normalization, written in several ways: SameDiff's session, the
 * plain and the fused lowering, and operations written by hand.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class BatchNormBenchmark {
  private static final DataType TYPE = DataType.FLOAT;

  /** The input of a layer: both convolutions and a dense layer of BN-LeNet, one of SimpleNetBN. */
  @Param({"128x6x24x24", "128x16x8x8", "128x120", "128x64"})
  private String shape;

  private Operations byHand;
  private Operations fused;
  private Operations plain;
  private Runnable session;

  /** Lowers the graph. */
  @Setup
  public void setUp() {
    long[] s = Arrays.stream(shape.split("x")).mapToLong(Long::parseLong).toArray();
    ChannelLayout layout =
        s.length == 4
            ? ChannelLayout.imagesAsRows(TYPE, s[0], s[1], s[2], s[3])
            : ChannelLayout.columns(TYPE, s[0], s[1]);
    byHand = byHand(layout);
    fused = fused(layout);
    plain = plain(s);
    session = session(s);
  }

  /** Operations written by hand. */
  @Benchmark
  public void byHand() {
    byHand.run();
  }

  /** As networks are trained. */
  @Benchmark
  public void fused() {
    fused.run();
  }

  /** Operation by operation. */
  @Benchmark
  public void plain() {
    plain.run();
  }

  /** By SameDiff itself. */
  @Benchmark
  public void session() {
    session.run();
  }

  private static Operations fused(ChannelLayout layout) {
    Operations operations = new Operations();
    long[] shape = layout.graphShape();
    SameDiff graph = BatchNormGraphs.training(Form.CENTRED, TYPE, shape, 1, false);
    lower(new FusedLowering(graph, layout, operations), layout.storedShape(), vector(shape));
    return operations;
  }

  private static Operations plain(long... shape) {
    Operations operations = new Operations();
    SameDiff graph = BatchNormGraphs.training(Form.CENTRED, TYPE, shape, 1, false);
    lower(new GraphLowering(graph, operations), shape, vector(shape));
    return operations;
  }

  private static void lower(GraphLowering lowering, long[] stored, long[] vector) {
    lowering.bind("input", Graphs.random(TYPE, stored));
    lowering.bind(lowering.gradientOf("y"), Graphs.random(TYPE, stored));
    for (String parameter : List.of("gamma", "beta", "mean", "var")) {
      lowering.bind(parameter, Graphs.random(TYPE, vector).addi(1));
    }
    for (String output : List.of("y", "meanStep", "varStep")) {
      lowering.home(output, FixedArrays.zeros(TYPE, output.equals("y") ? stored : vector));
      lowering.lower(output);
    }
    for (String variable : List.of("gamma", "beta", "input")) {
      String gradient = lowering.gradientOf(variable);
      lowering.home(gradient, FixedArrays.zeros(TYPE, variable.equals("input") ? stored : vector));
      lowering.lower(gradient);
    }
  }

  private static Runnable session(long... shape) {
    SameDiff gradients = BatchNormGraphs.training(Form.CENTRED, TYPE, shape, 1, false);
    INDArray x = Graphs.random(TYPE, shape);
    INDArray dy = Graphs.random(TYPE, shape);
    String[] wanted = {
      "y",
      "meanStep",
      "varStep",
      gradients.getGradForVariable("input").name(),
      gradients.getGradForVariable("gamma").name(),
      gradients.getGradForVariable("beta").name()
    };
    return () -> gradients.output(Map.of("input", x, "dy", dy), wanted);
  }

  private static long[] vector(long[] shape) {
    long[] vector = new long[shape.length];
    Arrays.fill(vector, 1);
    vector[1] = shape[1];
    return vector;
  }

  /** The least work that one comes to with ND4J's operations: nine passes over full arrays. */
  private static Operations byHand(ChannelLayout layout) {
    Operations o = new Operations();
    double m = layout.count();
    INDArray[] full = new INDArray[6];
    for (int i = 0; i < full.length; i++) {
      full[i] = Graphs.random(TYPE, layout.storedShape());
    }
    INDArray x = full[0];
    INDArray dy = full[1];
    INDArray[] v = new INDArray[18];
    for (int i = 0; i < v.length; i++) {
      v[i] = Graphs.random(TYPE, layout.vectorShape()).addi(1);
    }
    layout.sum(o, x, v[0], 1 / m); // mean
    o.apply("subtract", full[2], x, v[0]);
    o.apply("multiply", full[3], full[2], full[2]);
    layout.sum(o, full[3], v[1], 1 / m); // variance
    o.apply("add", v[2], v[1], scalar(BatchNormGraphs.EPSILON));
    o.apply("Pow", v[3], v[2], scalar(-0.5));
    o.apply("multiply", v[4], v[5], v[3]); // gamma / sigma
    o.apply("multiply", full[3], full[2], v[4]);
    o.apply("add", full[4], full[3], v[6]); // y
    for (int i = 0; i < 2; i++) { // running steps
      o.apply("subtract", v[8 + 2 * i], v[7 + 2 * i], v[i]);
      o.apply("multiply", v[8 + 2 * i], v[8 + 2 * i], scalar(1 - BatchNormGraphs.DECAY));
    }
    layout.sum(o, dy, v[11], 1); // gradient of beta
    o.apply("multiply", full[3], dy, full[2]);
    layout.sum(o, full[3], v[12], 1);
    o.apply("multiply", v[13], v[12], v[3]); // gradient of gamma
    o.apply("multiply", v[14], v[13], v[3]);
    o.apply("multiply", v[14], v[14], v[4]);
    o.apply("multiply", v[14], v[14], scalar(-1 / m));
    o.apply("multiply", v[15], v[11], v[4]);
    o.apply("multiply", v[15], v[15], scalar(-1 / m));
    o.apply("multiply", full[3], dy, v[4]);
    o.apply("multiply", full[4], full[2], v[14]);
    o.apply("add", full[3], full[3], full[4]);
    o.apply("add", full[5], full[3], v[15]); // gradient of x
    return o;
  }

  private static INDArray scalar(double value) {
    return FixedArrays.scalar(TYPE, value);
  }
}
