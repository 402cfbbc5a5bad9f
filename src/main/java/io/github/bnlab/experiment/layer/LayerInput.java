package io.github.bnlab.experiment.layer;

import io.github.bnlab.config.ConfigException;
import io.github.bnlab.config.RandomStreams;
import io.github.bnlab.config.RandomStreams.Purpose;
import io.github.bnlab.network.NpyArray;
import io.github.bnlab.network.NpzFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;

/**
 * What a layer is fed with; all values are in c order.
 *
 * @param shape of each batch, {@code [N, C]} or {@code [N, C, H, W]}
 * @param x training batches, at least one
 * @param dy gradients of the loss by the outputs, one a batch, or empty
 * @param gamma scale, C values, or null for the layer's own start
 * @param beta shift, C values, or null for the layer's own start
 * @param inference batch for inference
 */
public record LayerInput(
    long[] shape,
    List<double[]> x,
    List<double[]> dy,
    double[] gamma,
    double[] beta,
    double[] inference) {
  /** The most values of a batch. */
  public static final int MOST_VALUES = 1 << 20;

  public LayerInput {
    x = List.copyOf(x);
    dy = List.copyOf(dy);
  }

  /** Whether a layer takes batches of a shape: two or four extents, not too many values. */
  public static boolean isShape(long... shape) {
    double values = Arrays.stream(shape).asDoubleStream().reduce(1, (a, b) -> a * b);
    return (shape.length == 2 || shape.length == 4)
        && Arrays.stream(shape).allMatch(extent -> extent > 0)
        && values <= MOST_VALUES;
  }

  /**
   * Normally distributed batches, with standard normal gradients; inference takes the last batch.
   * Batch t is a function of (seed, t).
   */
  public static LayerInput random(long[] shape, int batches, double mean, double scale, long seed) {
    List<double[]> x = new ArrayList<>();
    List<double[]> dy = new ArrayList<>();
    for (int t = 0; t < batches; t++) {
      SplittableRandom random = RandomStreams.of(seed, Purpose.LAYER_INPUT, t);
      x.add(normal(random, shape, mean, scale));
      dy.add(normal(random, shape, 0, 1));
    }
    return new LayerInput(shape, x, dy, null, null, x.get(batches - 1));
  }

  private static double[] normal(SplittableRandom random, long[] shape, double mean, double scale) {
    double[] values = new double[(int) Arrays.stream(shape).reduce(1, (a, b) -> a * b)];
    Arrays.setAll(values, i -> mean + scale * RandomStreams.normal(random));
    return values;
  }

  /**
   * Reads an .npz file: {@code x0}, {@code x1}, ..., and where it has them {@code dy0}, {@code
   * dy1}, ..., {@code gamma}, {@code beta} and {@code x_infer}, else inference takes the last
   * batch. Other arrays are ignored.
   *
   * @throws ConfigException naming the file and the array that is missing or has another shape
   */
  public static LayerInput read(Path file) {
    Map<String, NpyArray> arrays = NpzFile.read(file);
    if (!arrays.containsKey("x0")) {
      throw new ConfigException(
          file + " holds no array x0; name the training batches x0, x1, and so on");
    }
    long[] shape = arrays.get("x0").shape();
    if (!isShape(shape)) {
      throw new ConfigException(
          "%s: x0 is %s; it must be [N, C] or [N, C, H, W] with 1 to %d values"
              .formatted(file, Arrays.toString(shape), MOST_VALUES));
    }
    Set<String> numbered = new TreeSet<>(arrays.keySet());
    numbered.removeIf(name -> !name.matches("(x|dy)[0-9]+"));
    boolean hasGradients = numbered.iterator().next().startsWith("dy");
    List<double[]> x = new ArrayList<>();
    List<double[]> dy = new ArrayList<>();
    for (int t = 0; numbered.remove("x" + t); t++) {
      x.add(values(file, arrays, "x" + t, shape));
      if (hasGradients) {
        dy.add(values(file, arrays, "dy" + t, shape));
        numbered.remove("dy" + t);
      }
    }
    if (!numbered.isEmpty()) {
      throw new ConfigException(
          "%s holds an array %s, but no array x%d; number the training batches without a gap"
              .formatted(file, numbered.iterator().next(), x.size()));
    }
    double[] last = x.get(x.size() - 1);
    return new LayerInput(
        shape,
        x,
        dy,
        arrays.containsKey("gamma") ? values(file, arrays, "gamma", shape[1]) : null,
        arrays.containsKey("beta") ? values(file, arrays, "beta", shape[1]) : null,
        arrays.containsKey("x_infer") ? values(file, arrays, "x_infer", shape) : last);
  }

  private static double[] values(
      Path file, Map<String, NpyArray> arrays, String name, long... shape) {
    NpyArray array = arrays.get(name);
    if (array == null) {
      throw new ConfigException(
          file + " holds no array " + name + "; give a gradient for every batch, or for none");
    }
    if (!Arrays.equals(array.shape(), shape)) {
      throw new ConfigException(
          "%s: %s is %s; it must be %s, as x0 says"
              .formatted(file, name, Arrays.toString(array.shape()), Arrays.toString(shape)));
    }
    return array.values();
  }

  /** The same with the first so many batches; inference takes what it took before. */
  public LayerInput first(int batches) {
    List<double[]> gradients = dy.isEmpty() ? dy : dy.subList(0, batches);
    return new LayerInput(shape, x.subList(0, batches), gradients, gamma, beta, inference);
  }

  /** The same with gamma 1 and beta 0. */
  LayerInput unscaled() {
    double[] ones = new double[(int) shape[1]];
    Arrays.fill(ones, 1);
    return new LayerInput(shape, x, dy, ones, new double[ones.length], inference);
  }
}
