package io.github.bnlab.golden;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.github.bnlab.config.BatchNormConvention;
import io.github.bnlab.config.BatchNormConvention.Count;
import io.github.bnlab.config.BatchNormConvention.InitialGamma;
import io.github.bnlab.config.BatchNormConvention.VarianceKind;
import io.github.bnlab.dataset.ImageSet;
import io.github.bnlab.network.FlatArrays;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** The reference values from PyTorch among the test resources. */
public final class Golden {
  private Golden() {}

  /** A file or folder below {@code golden}. */
  public static Path path(String name) {
    try {
      return Path.of(Golden.class.getResource("/golden/" + name).toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Names of the files of a folder without their ending, sorted. */
  public static List<String> names(String folder) throws IOException {
    try (Stream<Path> files = Files.list(path(folder))) {
      List<String> names =
          files.map(f -> f.getFileName().toString().replace(".npz", "")).sorted().toList();
      assertThat(names).as("golden/" + folder).isNotEmpty();
      return names;
    }
  }

  /** The arrays of a case. */
  public static Map<String, INDArray> arrays(Path file) throws IOException {
    try {
      return Nd4j.createFromNpzFile(file.toFile());
    } catch (Exception e) {
      throw new IOException(file.toString(), e);
    }
  }

  /** The images and labels of a case, 28x28. */
  public static ImageSet images(Map<String, INDArray> arrays) {
    return new ImageSet(bytes(arrays.get("images")), bytes(arrays.get("labels")));
  }

  private static byte[] bytes(INDArray array) {
    int[] values = array.ravel().toIntVector();
    byte[] bytes = new byte[values.length];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) values[i];
    }
    return bytes;
  }

  /** The convention of a dialect, as dialects.json spells it out. */
  public static BatchNormConvention convention(String dialect) throws IOException {
    JsonObject all =
        JsonParser.parseString(Files.readString(path("dialects.json"))).getAsJsonObject();
    JsonObject d = all.getAsJsonObject(dialect);
    Count count = Count.valueOf(d.get("count").getAsString().toUpperCase(Locale.ROOT));
    return new BatchNormConvention(
        dialect,
        d.get("eps").getAsDouble(),
        d.get("keep").getAsDouble(),
        VarianceKind.valueOf(d.get("normalize").getAsString().toUpperCase(Locale.ROOT)),
        VarianceKind.valueOf(d.get("running").getAsString().toUpperCase(Locale.ROOT)),
        count,
        count == Count.BATCH ? InitialGamma.UNIFORM : InitialGamma.ONES);
  }

  /** The largest absolute difference, after reshaping to the expected shape; NaN if any is. */
  public static double difference(INDArray expected, INDArray actual) {
    double largest = 0;
    double[] a = expected.castTo(DataType.DOUBLE).ravel().toDoubleVector();
    double[] b = actual.castTo(DataType.DOUBLE).ravel().toDoubleVector();
    assertThat(b).hasSameSizeAs(a);
    for (int i = 0; i < a.length; i++) {
      double d = Math.abs(a[i] - b[i]);
      largest = d > largest || Double.isNaN(d) ? d : largest;
    }
    return largest;
  }

  /** Fails unless type, shape and every value are equal: INDArray.equals allows 1e-5. */
  public static void assertIdentical(INDArray expected, INDArray actual) {
    assertThat(actual.dataType()).isEqualTo(expected.dataType());
    assertThat(actual.shape()).isEqualTo(expected.shape());
    assertThat(FlatArrays.read(actual)).isEqualTo(FlatArrays.read(expected));
  }
}
