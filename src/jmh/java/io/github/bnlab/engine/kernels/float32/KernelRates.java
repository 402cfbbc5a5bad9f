package io.github.bnlab.engine.kernels.float32;

import static io.github.bnlab.engine.kernels.float32.Lanes.L;
import static io.github.bnlab.engine.kernels.float32.Lanes.S;

import io.github.bnlab.engine.kernels.Plan;
import io.github.bnlab.engine.kernels.Split;
import io.github.bnlab.engine.kernels.Workers;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import jdk.incubator.vector.FloatVector;

/**
 * Prints how much of the processor's peak the layers of LeNet reach, for a batch of 128 on one
 * thread. The peak is the rate of independent fused multiply-adds on vectors in registers.
 *
 * <p>Windows of a layer's passes and of the peak take turns in one process, so that other work on
 * the machine affects all of them; of each the fastest window counts. A multiply-add counts as two
 * operations. What else a pass does, such as copies and the gradient of biases, takes time and
 * counts nothing. The time of the input gradient is that of a backward pass with it minus that of
 * one without it.
 */
public final class KernelRates {
  private static final int BATCH = 128;
  private static final int TURNS = 200;
  private static final long WARM_UP_NANOS = 1_000_000_000;
  private static final long WINDOW_NANOS = 2_000_000;
  private static final int PEAK_STEPS = 20_000;
  private static final int PEAK_SUMS = 12;

  private static final Workers WORKERS = Workers.of(1);
  private static final float[] SUMS = new float[L * PEAK_SUMS];

  private KernelRates() {}

  /** Prints a line for each layer and pass. */
  public static void main(String[] arguments) {
    System.out.printf("Vectors of %d floats, Java %s%n", L, System.getProperty("java.version"));
    System.out.printf("%-7s %-16s %9s %9s %6s%n", "layer", "pass", "GFLOP/s", "peak", "share");
    for (String layer : List.of("conv1", "conv2", "dense1", "dense2", "dense3")) {
      print(layer);
    }
  }

  private static void print(String name) {
    Layer layer = layer(name);
    double flops = 2.0 * multiplications(layer);
    Plan forward = new Plan();
    forward.then(Split.whole(), (part, thread) -> layer.prepare());
    layer.forward(forward);
    List<Runnable> works = new ArrayList<>();
    works.add(() -> peak(SUMS, PEAK_STEPS));
    for (Plan plan : List.of(forward, backward(layer(name), false), backward(layer(name), true))) {
      works.add(() -> WORKERS.run(plan));
    }
    works.forEach(work -> nanos(work, WARM_UP_NANOS));
    double[] least = new double[works.size()];
    Arrays.fill(least, Double.POSITIVE_INFINITY);
    for (int turn = 0; turn < TURNS; turn++) {
      for (int i = 0; i < least.length; i++) {
        least[i] = Math.min(least[i], nanos(works.get(i), WINDOW_NANOS));
      }
    }
    double peak = 2.0 * PEAK_SUMS * L * PEAK_STEPS / least[0];
    print(name, "forward", flops / least[1], peak);
    print(name, "weight gradient", flops / least[2], peak);
    if (!name.equals("conv1")) { // a training step does not need the gradient of images
      print(name, "input gradient", flops / (least[3] - least[2]), peak);
    }
  }

  private static void print(String layer, String pass, double rate, double peak) {
    System.out.printf(
        Locale.ROOT,
        "%-7s %-16s %9.1f %9.1f %5.0f%%%n",
        layer,
        pass,
        rate,
        peak,
        100 * rate / peak);
  }

  private static Layer layer(String name) {
    Context context = new Context(40_000, 0, 1);
    Random random = new Random(1);
    float[] values = context.parameters;
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextGaussian() / 10;
    }
    Arena arena = context.arena;
    return switch (name) {
      case "conv1" ->
          KernelBenchmark.convolution(Tensor.images(arena, BATCH, 1, 28, 28), 6, context);
      case "conv2" ->
          KernelBenchmark.convolution(Tensor.images(arena, BATCH, 6, 12, 12), 16, context);
      case "dense1" -> KernelBenchmark.dense(256, 120, context);
      case "dense2" -> KernelBenchmark.dense(120, 84, context);
      default -> KernelBenchmark.dense(84, 10, context);
    };
  }

  /** As many in each of the three passes. */
  private static double multiplications(Layer layer) {
    int perExample = layer.in.channels * layer.out.channels;
    return (double) BATCH * perExample * (layer.out.isFlat() ? 1 : layer.out.pixels() * 25);
  }

  private static Plan backward(Layer layer, boolean inputGradient) {
    Plan plan = new Plan();
    plan.then(Split.whole(), (part, thread) -> layer.prepare());
    layer.backward(plan, layer.out.like(), inputGradient);
    plan.then(Split.whole(), (part, thread) -> {});
    layer.reduce(plan);
    return plan;
  }

  /** The mean time of a run, over a window. */
  private static double nanos(Runnable work, long window) {
    long start = System.nanoTime();
    long taken;
    int runs = 0;
    do {
      work.run();
      runs++;
      taken = System.nanoTime() - start;
    } while (taken < window);
    return (double) taken / runs;
  }

  private static void peak(float[] sums, int steps) {
    FloatVector x = FloatVector.broadcast(S, 0.5f);
    FloatVector y = FloatVector.broadcast(S, 1);
    FloatVector a0 = FloatVector.fromArray(S, sums, 0);
    FloatVector a1 = FloatVector.fromArray(S, sums, L);
    FloatVector a2 = FloatVector.fromArray(S, sums, 2 * L);
    FloatVector a3 = FloatVector.fromArray(S, sums, 3 * L);
    FloatVector a4 = FloatVector.fromArray(S, sums, 4 * L);
    FloatVector a5 = FloatVector.fromArray(S, sums, 5 * L);
    FloatVector a6 = FloatVector.fromArray(S, sums, 6 * L);
    FloatVector a7 = FloatVector.fromArray(S, sums, 7 * L);
    FloatVector a8 = FloatVector.fromArray(S, sums, 8 * L);
    FloatVector a9 = FloatVector.fromArray(S, sums, 9 * L);
    FloatVector a10 = FloatVector.fromArray(S, sums, 10 * L);
    FloatVector a11 = FloatVector.fromArray(S, sums, 11 * L);
    for (int i = 0; i < steps; i++) {
      a0 = a0.fma(x, y);
      a1 = a1.fma(x, y);
      a2 = a2.fma(x, y);
      a3 = a3.fma(x, y);
      a4 = a4.fma(x, y);
      a5 = a5.fma(x, y);
      a6 = a6.fma(x, y);
      a7 = a7.fma(x, y);
      a8 = a8.fma(x, y);
      a9 = a9.fma(x, y);
      a10 = a10.fma(x, y);
      a11 = a11.fma(x, y);
    }
    a0.intoArray(sums, 0);
    a1.intoArray(sums, L);
    a2.intoArray(sums, 2 * L);
    a3.intoArray(sums, 3 * L);
    a4.intoArray(sums, 4 * L);
    a5.intoArray(sums, 5 * L);
    a6.intoArray(sums, 6 * L);
    a7.intoArray(sums, 7 * L);
    a8.intoArray(sums, 8 * L);
    a9.intoArray(sums, 9 * L);
    a10.intoArray(sums, 10 * L);
    a11.intoArray(sums, 11 * L);
  }
}
