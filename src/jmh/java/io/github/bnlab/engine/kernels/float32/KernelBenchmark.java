package io.github.bnlab.engine.kernels.float32;

import io.github.bnlab.engine.kernels.Activation;
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
    Context context = new Context(new Arena(), new Parameters(60_000, 0), 1);
    Random random = new Random(1);
    for (int i = 0; i < context.parameters().values.length; i++) {
      context.parameters().values[i] = (float) random.nextGaussian() / 10;
    }
    plan(layer(context), forward, false);
    plan(layer(context), both, true);
  }

  private Layer layer(Context context) {
    Arena arena = context.arena();
    return switch (layer) {
      case "conv1" -> convolution(Tensor.images(arena, BATCH, 1, 28, 28), 6, context);
      case "conv2" -> convolution(Tensor.images(arena, BATCH, 6, 12, 12), 16, context);
      case "dense784" -> new Dense(Tensor.rows(arena, BATCH, 784), 64, context, 0, 50_176);
      case "dense256" -> new Dense(Tensor.rows(arena, BATCH, 256), 120, context, 0, 30_720);
      case "pool" -> new AveragePooling(Tensor.images(arena, BATCH, 6, 24, 24), 2, 2);
      case "sigmoid" ->
          new ActivationLayer(Tensor.images(arena, BATCH, 6, 24, 24), Activation.SIGMOID, false);
      case "norm" ->
          new BatchNormalization(Tensor.images(arena, BATCH, 6, 24, 24), 1e-5, 0.9, context, 0);
      default -> new BatchNormalization(Tensor.rows(arena, BATCH, 784), 1e-5, 0.9, context, 0);
    };
  }

  private static Layer convolution(Tensor in, int filters, Context context) {
    return new Convolution(
        in, filters, new int[] {5, 5}, new int[] {0, 0}, context, 0, filters * in.channels * 25);
  }

  private static void plan(Layer layer, Plan plan, boolean backward) {
    Plan passes = new Plan();
    layer.forward(passes, true);
    if (backward) {
      layer.backward(passes, layer.out.like(), true);
      passes.then(Split.whole(), (part, thread) -> {});
      layer.reduce(passes);
    }
    plan.then(Split.whole(), (part, thread) -> layer.prepare(true));
    plan.append(passes);
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
