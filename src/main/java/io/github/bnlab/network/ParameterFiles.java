package io.github.bnlab.network;

import io.github.bnlab.config.ConfigException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Parameters in the layout that PyTorch users read: {@code I/weight}, {@code I/bias}, {@code
 * I/gamma}, {@code I/beta}, {@code I/mean}, {@code I/var} for the I-th layer that has parameters,
 * from 0; dense weights are {@code [out, in]}, convolution weights {@code [out, in, kH, kW]}, all
 * others vectors. A file may hold several states behind prefixes such as {@code init/} and {@code
 * final/}.
 */
public final class ParameterFiles {
  /** The prefix of the parameters before training. */
  public static final String INITIAL = "init/";

  /** The prefix of the parameters after training. */
  public static final String FINAL = "final/";

  private ParameterFiles() {}

  /** Copies of all parameters, in order of the layers, under keys with a prefix. */
  public static Map<String, NpyArray> of(MultiLayerNetwork network, String prefix) {
    Map<String, NpyArray> arrays = new LinkedHashMap<>();
    int index = 0;
    for (Layer layer : network.getLayers()) {
      for (String parameter : layer.paramTable().keySet()) {
        arrays.put(prefix + index + "/" + name(parameter), get(layer, parameter));
      }
      index += layer.paramTable().isEmpty() ? 0 : 1;
    }
    return arrays;
  }

  /**
   * Sets all parameters of a network from the arrays of a file: those below {@code init/} where
   * there are such, else those without a prefix. Other arrays are left alone, and so is the network
   * where one of these is refused.
   *
   * @throws ConfigException where an array is missing, superfluous, of another shape, or holds what
   *     is no parameter: NaN, infinities in the network's type, negative variances
   */
  public static void assign(MultiLayerNetwork network, Map<String, NpyArray> arrays, Path file) {
    boolean initial = arrays.keySet().stream().anyMatch(k -> k.startsWith(INITIAL));
    assign(network, arrays, initial ? INITIAL : "", file);
  }

  /** The same from the arrays below a prefix. */
  public static void assign(
      MultiLayerNetwork network, Map<String, NpyArray> arrays, String prefix, Path file) {
    Pattern ofSomeLayer = Pattern.compile(Pattern.quote(prefix) + "\\d+/.*", Pattern.DOTALL);
    Set<String> unused = new TreeSet<>(arrays.keySet());
    unused.removeIf(key -> !ofSomeLayer.matcher(key).matches());
    List<Runnable> settings = new ArrayList<>();
    int index = 0;
    for (Layer layer : network.getLayers()) {
      for (String parameter : layer.paramTable().keySet()) {
        String key = prefix + index + "/" + name(parameter);
        unused.remove(key);
        NpyArray array = arrays.get(key);
        checkShape(shape(layer, parameter), key, array, file);
        checkValues(layer.getParam(parameter).dataType(), key, array.values(), file);
        settings.add(() -> set(layer, parameter, array));
      }
      index += layer.paramTable().isEmpty() ? 0 : 1;
    }
    if (!unused.isEmpty()) {
      throw new ConfigException(
          file + " holds " + String.join(", ", unused) + ", which this network does not have");
    }
    settings.forEach(Runnable::run);
  }

  private static void checkShape(long[] expected, String key, NpyArray array, Path file) {
    if (array == null) {
      throw new ConfigException(
          file + " lacks " + key + " of shape " + Arrays.toString(expected) + " for this network");
    }
    if (!Arrays.equals(expected, array.shape())) {
      throw new ConfigException(
          "%s holds %s of shape %s, but this network needs %s"
              .formatted(file, key, Arrays.toString(array.shape()), Arrays.toString(expected)));
    }
  }

  private static void checkValues(DataType type, String key, double[] values, Path file) {
    double largest = type == DataType.FLOAT ? Float.MAX_VALUE : Double.MAX_VALUE;
    double smallest = key.endsWith("/var") ? 0 : -largest;
    for (double value : values) {
      // NaN is in no interval.
      if (!(smallest <= value && value <= largest)) {
        throw new ConfigException(
            "%s holds %s in %s; expected numbers from %s to %s"
                .formatted(file, value, key, smallest, largest));
      }
    }
  }

  /** Sets a parameter, by DL4J's name. */
  static void set(Layer layer, String parameter, NpyArray array) {
    INDArray view = layer.getParam(parameter);
    INDArray values = Nd4j.createFromArray(array.values()).reshape('c', array.shape());
    view.assign(transposed(parameter, view) ? values.transpose() : values.reshape(view.shape()));
  }

  /** The shape of a parameter in files. */
  static long[] shape(Layer layer, String parameter) {
    INDArray view = layer.getParam(parameter);
    if (transposed(parameter, view)) {
      return new long[] {view.size(1), view.size(0)};
    }
    return parameter.equals("W") ? view.shape() : new long[] {view.length()};
  }

  private static NpyArray get(Layer layer, String parameter) {
    INDArray view = layer.getParam(parameter);
    INDArray values = transposed(parameter, view) ? view.transpose() : view;
    return new NpyArray(shape(layer, parameter), FlatArrays.read(values));
  }

  /** DL4J keeps dense weights as [in, out]. */
  private static boolean transposed(String parameter, INDArray view) {
    return parameter.equals("W") && view.rank() == 2;
  }

  private static String name(String parameter) {
    return switch (parameter) {
      case "W" -> "weight";
      case "b" -> "bias";
      default -> parameter;
    };
  }
}
