package io.github.bnlab.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.bnlab.config.BatchNormImplementation;
import io.github.bnlab.config.ConfigException;
import io.github.bnlab.config.NetworkKind;
import io.github.bnlab.golden.Golden;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.DoubleUnaryOperator;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.lifecycle.BeforeContainer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** A file of parameters is that of the network, or refused, and then the network stays as it is. */
class ParameterFilesTest {
  private static final Path FILE = Path.of("folder", "weights.npz");

  /** Ways in which the arrays of a file are not those of a network. */
  private enum Damage {
    MISSING("lacks %s of shape") {
      @Override
      void apply(Map<String, NpyArray> arrays, String key, Random random) {
        arrays.remove(key);
      }
    },
    RENAMED("lacks %s of shape") {
      @Override
      void apply(Map<String, NpyArray> arrays, String key, Random random) {
        arrays.put(key + "s", arrays.remove(key));
      }
    },
    SUPERFLUOUS("holds %s") {
      @Override
      void apply(Map<String, NpyArray> arrays, String key, Random random) {
        arrays.put(key + "\n" + random.nextInt(), arrays.get(key));
      }
    },
    OF_ONE_MORE_DIMENSION("holds %s of shape") {
      @Override
      void apply(Map<String, NpyArray> arrays, String key, Random random) {
        long[] shape = arrays.get(key).shape();
        long[] more = Arrays.copyOf(shape, shape.length + 1);
        more[shape.length] = 1;
        arrays.put(key, new NpyArray(more, arrays.get(key).values()));
      }
    },
    FLAT_OR_LONGER("holds %s of shape") {
      @Override
      void apply(Map<String, NpyArray> arrays, String key, Random random) {
        int length = arrays.get(key).values().length;
        int other = arrays.get(key).shape().length > 1 ? length : length + 1;
        arrays.put(key, new NpyArray(new long[] {other}, new double[other]));
      }
    },
    TRANSPOSED("holds %s of shape") {
      @Override
      void apply(Map<String, NpyArray> arrays, String key, Random random) {
        long[] shape = arrays.get(key).shape();
        long[] turned = new long[Math.max(2, shape.length)];
        Arrays.fill(turned, 1);
        for (int i = 0; i < shape.length; i++) {
          turned[turned.length - 1 - i] = shape[i];
        }
        arrays.put(key, new NpyArray(turned, arrays.get(key).values()));
      }
    },
    EMPTY("holds %s of shape") {
      @Override
      void apply(Map<String, NpyArray> arrays, String key, Random random) {
        long[] shape = arrays.get(key).shape().clone();
        shape[random.nextInt(shape.length)] = 0;
        arrays.put(key, new NpyArray(shape, new double[0]));
      }
    },
    NOT_A_NUMBER("holds NaN in %s") {
      @Override
      void apply(Map<String, NpyArray> arrays, String key, Random random) {
        one(arrays, key, random, Double.NaN);
      }
    },
    INFINITE("holds -Infinity in %s") {
      @Override
      void apply(Map<String, NpyArray> arrays, String key, Random random) {
        one(arrays, key, random, Double.NEGATIVE_INFINITY);
      }
    };

    private final String message;

    Damage(String message) {
      this.message = message;
    }

    abstract void apply(Map<String, NpyArray> arrays, String key, Random random);

    private static void one(Map<String, NpyArray> arrays, String key, Random random, double value) {
      NpyArray array = arrays.get(key);
      double[] values = array.values().clone();
      values[random.nextInt(values.length)] = value;
      arrays.put(key, new NpyArray(array.shape(), values));
    }
  }

  private static MultiLayerNetwork network;

  @BeforeContainer
  static void makeNetwork() throws IOException {
    network = network(DataType.DOUBLE);
  }

  private static MultiLayerNetwork network(DataType type) throws IOException {
    var configuration =
        Networks.configuration(
            Trials.of(
                NetworkKind.LE_NET,
                BatchNormImplementation.CUSTOM,
                Golden.convention("torch"),
                "pytorch",
                0.1));
    MultiLayerNetwork made = new MultiLayerNetwork(configuration);
    made.init();
    return type == DataType.DOUBLE ? made : made.convertDataType(type);
  }

  /** Values that differ everywhere. */
  private static Map<String, NpyArray> numbered(String prefix) {
    Map<String, NpyArray> arrays = ParameterFiles.of(network, prefix);
    double[] next = {0};
    arrays.replaceAll((key, array) -> map(array, value -> ++next[0]));
    return arrays;
  }

  private static NpyArray map(NpyArray array, DoubleUnaryOperator function) {
    return new NpyArray(array.shape(), Arrays.stream(array.values()).map(function).toArray());
  }

  @Property(tries = 200, seed = "11")
  void whatIsNotOfTheNetworkIsRefusedAndChangesNothing(
      @ForAll Damage damage, @ForAll boolean prefixed, @ForAll Random random) {
    INDArray before = network.params().dup();
    Map<String, NpyArray> arrays = numbered(prefixed ? ParameterFiles.INITIAL : "");
    List<String> keys = new ArrayList<>(arrays.keySet());
    String key = keys.get(random.nextInt(keys.size()));
    damage.apply(arrays, key, random);
    assertThatThrownBy(() -> ParameterFiles.assign(network, arrays, FILE))
        .isInstanceOf(ConfigException.class)
        .hasMessageStartingWith(FILE + " ")
        .hasMessageContaining(damage.message.formatted(key));
    Golden.assertIdentical(before, network.params());
  }

  @Property(tries = 20, seed = "12")
  void whatIsOfTheNetworkIsSetWhateverElseThereIs(@ForAll boolean prefixed, @ForAll Random random)
      throws IOException {
    MultiLayerNetwork read = network(DataType.DOUBLE);
    String prefix = prefixed ? ParameterFiles.INITIAL : "";
    Map<String, NpyArray> arrays = numbered(prefix);
    Map<String, NpyArray> more = new LinkedHashMap<>(arrays);
    NpyArray other = new NpyArray(new long[0], new double[] {random.nextDouble()});
    more.put(ParameterFiles.FINAL + "0/weight", other);
    more.put("steps", other);
    if (prefixed) {
      more.put("0/weight", other);
    }
    ParameterFiles.assign(read, more, FILE);
    Map<String, NpyArray> set = ParameterFiles.of(read, prefix);
    assertThat(set.keySet()).containsExactlyElementsOf(arrays.keySet());
    arrays.forEach((key, array) -> assertThat(set.get(key).values()).isEqualTo(array.values()));
  }

  @Test
  void aPrefixIsNoPattern() throws IOException {
    makeNetwork();
    MultiLayerNetwork read = network(DataType.DOUBLE);
    Map<String, NpyArray> arrays = numbered("best (1) ");
    ParameterFiles.assign(read, arrays, "best (1) ", FILE);
    assertThat(ParameterFiles.of(read, "").get("0/weight").values())
        .isEqualTo(arrays.get("best (1) 0/weight").values());
  }

  @Test
  void varianceIsNotNegative() throws IOException {
    makeNetwork();
    Map<String, NpyArray> arrays = ParameterFiles.of(network, "");
    arrays.replaceAll((key, array) -> key.endsWith("/var") ? map(array, v -> 0) : array);
    ParameterFiles.assign(network, arrays, FILE);
    arrays.replaceAll((key, array) -> key.endsWith("/mean") ? map(array, v -> -1) : array);
    ParameterFiles.assign(network, arrays, FILE);
    arrays.replaceAll((key, array) -> key.endsWith("3/var") ? map(array, v -> -1e-9) : array);
    assertThatThrownBy(() -> ParameterFiles.assign(network, arrays, FILE))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("holds -1.0E-9 in 3/var; expected numbers from 0.0 to");
  }

  /** What a double holds and a float does not. */
  @Test
  void valuesFitIntoTheTypeOfTheNetwork() throws IOException {
    makeNetwork();
    Map<String, NpyArray> arrays = ParameterFiles.of(network, "");
    arrays.computeIfPresent("0/bias", (key, array) -> map(array, value -> 1e39));
    ParameterFiles.assign(network, arrays, FILE);
    MultiLayerNetwork single = network(DataType.FLOAT);
    assertThatThrownBy(() -> ParameterFiles.assign(single, arrays, FILE))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("holds 1.0E39 in 0/bias");
  }
}
