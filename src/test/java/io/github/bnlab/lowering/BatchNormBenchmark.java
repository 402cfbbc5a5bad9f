package io.github.bnlab.lowering;

import io.github.bnlab.lowering.BatchNormGraphs.Form;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Times forward and backward of batch normalization, written in four ways: SameDiff's session, the
 * plain and the fused lowering, and operations written by hand. Not a test; run its main with one
 * native thread. All are timed in turn, round by round, so that what else the machine does falls on
 * all of them.
 */
final class BatchNormBenchmark {
  private static final DataType TYPE = DataType.FLOAT;

  private BatchNormBenchmark() {}

  public static void main(String[] arguments) {
    int rounds = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 15;
    image("BN-LeNet conv1 [128, 6, 24, 24]", rounds, 128, 6, 24, 24);
    image("BN-LeNet conv2 [128, 16, 8, 8]", rounds, 128, 16, 8, 8);
    dense("BN-LeNet dense1 [128, 120]", rounds, 128, 120);
    dense("SimpleNetBN dense1 [128, 64]", rounds, 128, 64);
  }

  private static void image(String title, int rounds, long... shape) {
    ChannelLayout rows = ChannelLayout.imagesAsRows(TYPE, shape[0], shape[1], shape[2], shape[3]);
    Map<String, Runnable> ways = new LinkedHashMap<>();
    ways.put("by hand", byHand(rows)::run);
    ways.put("fused", fused(rows)::run);
    ways.put(
        "fused, [N,C,H,W]",
        fused(ChannelLayout.images(TYPE, shape[0], shape[1], shape[2], shape[3]))::run);
    ways.put("plain", plain(shape)::run);
    ways.put("session", session(shape));
    report(title, ways, rounds);
    profile("fused", fused(rows));
    profile("by hand", byHand(rows));
  }

  private static void dense(String title, int rounds, long... shape) {
    ChannelLayout columns = ChannelLayout.columns(TYPE, shape[0], shape[1]);
    Map<String, Runnable> ways = new LinkedHashMap<>();
    ways.put("by hand", byHand(columns)::run);
    ways.put("fused", fused(columns)::run);
    ways.put("plain", plain(shape)::run);
    ways.put("session", session(shape));
    report(title, ways, rounds);
    profile("fused", fused(columns));
  }

  private static void report(String title, Map<String, Runnable> ways, int rounds) {
    Map<String, List<Double>> times = new LinkedHashMap<>();
    for (int round = -3; round < rounds; round++) {
      for (Map.Entry<String, Runnable> way : ways.entrySet()) {
        int repetitions = way.getKey().equals("session") ? 1 : 20;
        long start = System.nanoTime();
        for (int i = 0; i < repetitions; i++) {
          way.getValue().run();
        }
        double milliseconds = (System.nanoTime() - start) / 1e6 / repetitions;
        if (round >= 0) {
          times.computeIfAbsent(way.getKey(), key -> new ArrayList<>()).add(milliseconds);
        }
      }
    }
    System.out.println(title);
    double base = median(times.get("by hand"));
    times.forEach(
        (way, list) ->
            System.out.printf(
                Locale.ROOT,
                "  %-18s median %8.3f ms, least %8.3f ms, %6.2f of by hand%n",
                way,
                median(list),
                list.stream().mapToDouble(d -> d).min().orElseThrow(),
                median(list) / base));
  }

  private static double median(List<Double> values) {
    return values.stream().mapToDouble(d -> d).sorted().toArray()[values.size() / 2];
  }

  private static void profile(String way, Operations operations) {
    operations.profile(5);
    System.out.println("  " + way);
    for (OperationTime time : operations.profile(50)) {
      System.out.printf(Locale.ROOT, "    %-30s %.4f%n", time.name(), time.milliseconds());
    }
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
