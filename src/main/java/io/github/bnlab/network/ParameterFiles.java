package io.github.bnlab.network;

import io.github.bnlab.config.ConfigException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
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
        arrays.put(prefix + index + "/" + name(parameter), get(layer, name(parameter)));
      }
      index += layer.paramTable().isEmpty() ? 0 : 1;
    }
    return arrays;
  }

  /**
   * Sets all parameters of a network from the arrays of a file: those below {@code init/} where
   * there are such, else those without a prefix. Other arrays are left alone.
   *
   * @throws ConfigException where an array is missing, superfluous or of another shape
   */
  public static void assign(MultiLayerNetwork network, Map<String, NpyArray> arrays, Path file) {
    String prefix = arrays.keySet().stream().anyMatch(k -> k.startsWith(INITIAL)) ? INITIAL : "";
    Set<String> unused = new TreeSet<>();
    arrays.keySet().stream().filter(k -> k.matches(prefix + "\\d+/.*")).forEach(unused::add);
    int index = 0;
    for (Layer layer : network.getLayers()) {
      for (String parameter : layer.paramTable().keySet()) {
        String key = prefix + index + "/" + name(parameter);
        unused.remove(key);
        set(layer, name(parameter), checked(layer, key, arrays.get(key), file));
      }
      index += layer.paramTable().isEmpty() ? 0 : 1;
    }
    if (!unused.isEmpty()) {
      throw new ConfigException(
          file + " holds " + String.join(", ", unused) + ", which this network does not have");
    }
  }

  private static NpyArray checked(Layer layer, String key, NpyArray array, Path file) {
    long[] expected = shape(layer, key.substring(key.lastIndexOf('/') + 1));
    if (array == null) {
      throw new ConfigException(
          file + " lacks " + key + " of shape " + Arrays.toString(expected) + " for this network");
    }
    if (!Arrays.equals(expected, array.shape())) {
      throw new ConfigException(
          "%s holds %s of shape %s, but this network needs %s"
              .formatted(file, key, Arrays.toString(array.shape()), Arrays.toString(expected)));
    }
    return array;
  }

  /** Sets a parameter, by its name in files. */
  static void set(Layer layer, String name, NpyArray array) {
    INDArray view = layer.getParam(parameter(name));
    INDArray values = Nd4j.createFromArray(array.values()).reshape('c', array.shape());
    view.assign(transposed(name, view) ? values.transpose() : values.reshape(view.shape()));
  }

  /** The shape of a parameter in files. */
  static long[] shape(Layer layer, String name) {
    INDArray view = layer.getParam(parameter(name));
    if (transposed(name, view)) {
      return new long[] {view.size(1), view.size(0)};
    }
    return name.equals("weight") ? view.shape() : new long[] {view.length()};
  }

  private static NpyArray get(Layer layer, String name) {
    INDArray view = layer.getParam(parameter(name));
    INDArray values = transposed(name, view) ? view.transpose() : view;
    double[] copy = values.castTo(DataType.DOUBLE).dup('c').data().asDouble();
    return new NpyArray(shape(layer, name), copy);
  }

  /** DL4J keeps dense weights as [in, out]. */
  private static boolean transposed(String name, INDArray view) {
    return name.equals("weight") && view.rank() == 2;
  }

  private static String name(String parameter) {
    return switch (parameter) {
      case "W" -> "weight";
      case "b" -> "bias";
      default -> parameter;
    };
  }

  private static String parameter(String name) {
    return switch (name) {
      case "weight" -> "W";
      case "bias" -> "b";
      default -> name;
    };
  }
}
