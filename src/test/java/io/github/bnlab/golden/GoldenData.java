package io.github.bnlab.golden;

import io.github.bnlab.engine.kernels.Batch;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Assumptions;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * The images of the network cases in double, scaled to [0, 1]: stored with the made-up cases, from
 * the data sets for the others, which are skipped where those are not there.
 */
public final class GoldenData {
  private static final int LENGTH = 28 * 28;

  private final double[][] images;
  private final int[] labels;
  private final double[][] test;

  private GoldenData(double[][] images, int[] labels, double[][] test) {
    this.images = images;
    this.labels = labels;
    this.test = test;
  }

  /** The file of a network case; skips the test where it is not there. */
  public static Path file(String name) {
    if (name.endsWith("-made-up")) {
      return Golden.path("networks/" + name + ".npz");
    }
    Path file = data().resolveSibling("golden").resolve("networks").resolve(name + ".npz");
    Assumptions.assumeTrue(
        Files.isRegularFile(file), "reference values " + name + " are not beside the data");
    return file;
  }

  /** The folder of the data sets; skips the test if it is missing. */
  private static Path data() {
    String set = System.getenv("BNLAB_DATA");
    Path folder = Path.of(set == null || set.isBlank() ? "../shared/data" : set).toAbsolutePath();
    Assumptions.assumeTrue(
        Files.isDirectory(folder), "no data sets: BNLAB_DATA names no folder that exists");
    return folder.normalize();
  }

  /** The data of a case with so many training examples. */
  public static GoldenData of(String name, Map<String, INDArray> golden, int training)
      throws IOException {
    if (!name.endsWith("-made-up")) {
      Path folder = data().resolve(name.endsWith("-mnist") ? "mnist" : "fashion-mnist");
      return new GoldenData(
          scaled(idx(folder.resolve("train-images-idx3-ubyte.gz"), 16, training * LENGTH)),
          unsigned(idx(folder.resolve("train-labels-idx1-ubyte.gz"), 8, training)),
          scaled(idx(folder.resolve("t10k-images-idx3-ubyte.gz"), 16, 256 * LENGTH)));
    }
    double[][] all =
        golden.get("images").castTo(DataType.DOUBLE).reshape(-1, LENGTH).divi(255).toDoubleMatrix();
    return new GoldenData(
        all, golden.get("labels").toIntVector(), Arrays.copyOfRange(all, training, all.length));
  }

  /** Training examples, one after the other. */
  public Batch batch(int start, int count) {
    double[] values =
        Arrays.stream(images, start, start + count).flatMapToDouble(Arrays::stream).toArray();
    byte[] classes = new byte[count];
    for (int i = 0; i < count; i++) {
      classes[i] = (byte) labels[start + i];
    }
    int[] order = IntStream.range(0, count).toArray();
    return new Batch(null, values, classes, LENGTH, order, 0, count);
  }

  public INDArray testImages() {
    return Nd4j.create(test).castTo(DataType.DOUBLE);
  }

  private static byte[] idx(Path file, int header, int length) throws IOException {
    Assumptions.assumeTrue(Files.isRegularFile(file), "no data file " + file.getFileName());
    try (DataInputStream in =
        new DataInputStream(new GZIPInputStream(Files.newInputStream(file)))) {
      in.readFully(new byte[header]);
      byte[] bytes = new byte[length];
      in.readFully(bytes);
      return bytes;
    }
  }

  private static double[][] scaled(byte[] pixels) {
    double[][] result = new double[pixels.length / LENGTH][LENGTH];
    for (int i = 0; i < pixels.length; i++) {
      result[i / LENGTH][i % LENGTH] = Byte.toUnsignedInt(pixels[i]) / 255.0;
    }
    return result;
  }

  private static int[] unsigned(byte[] labels) {
    int[] result = new int[labels.length];
    for (int i = 0; i < labels.length; i++) {
      result[i] = labels[i];
    }
    return result;
  }
}
