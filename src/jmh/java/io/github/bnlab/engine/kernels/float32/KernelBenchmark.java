package io.github.bnlab.engine.kernels.float32;

import io.github.bnlab.engine.kernels.LayerKind;
import io.github.bnlab.engine.kernels.Plan;
import io.github.bnlab.engine.kernels.Split;
import io.github.bnlab.engine.kernels.Workers;
import java.util.Random;
import java.util.concurrent.TimeUnit;
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
 * The layers of the networks one by one, for a batch of 128: forward, and forward with backward.
 * Multiplications and additions of a forward pass, in millions: conv1 22, conv2 39, dense784 13,
 * dense256 8; a backward pass with the gradient of the input has twice as many.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(
    value = 1,
    jvmArgsAppend = {"--add-modules=jdk.incubator.vector", "-XX:Tier3DelayOn=1000"})
public class KernelBenchmark {
  private static final int BATCH = 128;

  /** The layer. */
  @Param({"conv1", "conv2", "dense784", "dense256", "pool", "sigmoid", "norm", "norm784"})
  private String layer;

  private final Workers workers = Workers.of(1);
  private final Plan forward = new Plan();
  private final Plan both = new Plan();

  /** Plans the passes of the layer. */
  @Setup
  public void setUp() {
    Context context = new Context(60_000, 0, 1);
    Random random = new Random(1);
    for (int i = 0; i < context.parameters.length; i++) {
      context.parameters[i] = (float) random.nextGaussian() / 10;
    }
    plan(layer(context), forward, false);
    plan(layer(context), both, true);
  }

  private Layer layer(Context context) {
    Arena arena = context.arena;
    return switch (layer) {
      case "conv1" -> convolution(Tensor.images(arena, BATCH, 1, 28, 28), 6, context);
      case "conv2" -> convolution(Tensor.images(arena, BATCH, 6, 12, 12), 16, context);
      case "dense784" -> dense(784, 64, context);
      case "dense256" -> dense(256, 120, context);
      case "pool" ->
          new AveragePooling(
              Tensor.images(arena, BATCH, 6, 24, 24), new LayerKind.AveragePooling(2, 2));
      case "sigmoid" ->
          new ActivationLayer(
              Tensor.images(arena, BATCH, 6, 24, 24), LayerKind.Activation.SIGMOID, false);
      case "norm" -> norm(Tensor.images(arena, BATCH, 6, 24, 24), context);
      default -> norm(Tensor.rows(arena, BATCH, 784), context);
    };
  }

  static Layer convolution(Tensor in, int filters, Context context) {
    int[] kernel = {5, 5};
    int bias = filters * in.channels * 25;
    return new Convolution(
        in, new LayerKind.Convolution(filters, kernel, new int[2], 0, bias), context);
  }

  static Layer dense(int inputs, int outputs, Context context) {
    Tensor in = Tensor.rows(context.arena, BATCH, inputs);
    return new Dense(in, new LayerKind.Dense(outputs, 0, inputs * outputs), context);
  }

  private static Layer norm(Tensor in, Context context) {
    return new BatchNormalization(
        in, new LayerKind.BatchNormalization(1e-5, 0.9, 0), true, context);
  }

  private static void plan(Layer layer, Plan plan, boolean backward) {
    plan.then(Split.whole(), (part, thread) -> layer.prepare());
    layer.forward(plan);
    if (backward) {
      layer.backward(plan, layer.out.like(), true);
      plan.then(Split.whole(), (part, thread) -> {});
      layer.reduce(plan);
    }
  }

  /** The forward pass. */
  @Benchmark
  public void forward() {
    workers.run(forward);
  }

  /** The forward and the backward pass. */
  @Benchmark
  public void forwardAndBackward() {
    workers.run(both);
  }
}
