package io.github.bnlab.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.bnlab.JavaProcess;
import io.github.bnlab.config.BatchNormImplementation;
import io.github.bnlab.config.GroupStatistics;
import io.github.bnlab.config.NetworkKind;
import io.github.bnlab.config.TrialConfig.FloatType;
import io.github.bnlab.engine.GradientTest.Shape;
import io.github.bnlab.engine.kernels.Batch;
import io.github.bnlab.engine.kernels.Network.Mode;
import io.github.bnlab.network.FlatArrays;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;

/**
 * The same bytes with vectors of 512, 256 and 128 bits and without any, compiled and interpreted,
 * at one thread and several, on other JDKs, and whatever the environment says of OpenBLAS.
 */
@Tag("long")
class SameBytesTest {
  private static final String MODULE = EngineProcess.MODULE;
  private static final List<String> WORK = List.of("12", "37"); // no multiple of 16

  /** What an interpreter can do in seconds: networks for images of 7x5. */
  private static final List<String> LITTLE = List.of("1", "21", "small");

  private static List<String> here;

  /** Each run changes several things at once, since a run takes seconds. */
  @Test
  void atAnyNumberOfThreadsWithVectorsOfAnyLengthAndAnyOpenBlas() throws Exception {
    compare("3", Map.of("OPENBLAS_CORETYPE", "Prescott"), 1);
    compare("2", Map.of("OPENBLAS_CORETYPE", "Haswell"), 2);
    compare("2", Map.of(), 3);
  }

  /**
   * Requires the bytes of one thread with the vectors of this machine.
   *
   * @param avx the newest vectors to use: of 128, 256 or 512 bits
   */
  private static void compare(String threads, Map<String, String> environment, int avx)
      throws Exception {
    List<String> options = new ArrayList<>(List.of(MODULE));
    if (System.getProperty("os.arch").equals("amd64")) {
      options.add("-XX:UseAVX=" + avx);
    }
    assertThat(run(JavaProcess.java(), WORK, threads, environment, options.toArray(String[]::new)))
        .as("%s threads, %s, %s", threads, options, environment)
        .isEqualTo(here());
  }

  @Test
  void withoutVectors() throws Exception {
    assertThat(run(JavaProcess.java(), WORK, "1", Map.of())).isEqualTo(here());
  }

  @Test
  void compiledAndInterpreted() throws Exception {
    List<String> compiled = run(JavaProcess.java(), LITTLE, "1", Map.of(), MODULE);
    assertThat(run(JavaProcess.java(), LITTLE, "1", Map.of(), MODULE, "-XX:TieredStopAtLevel=1"))
        .isEqualTo(compiled);
    assertThat(run(JavaProcess.java(), LITTLE, "1", Map.of(), MODULE, "-Xint")).isEqualTo(compiled);
  }

  @Test
  void onOtherJdks() throws Exception {
    List<Path> others = otherJdks();
    Assumptions.assumeFalse(
        others.isEmpty(), "no other JDK of version 17 or newer beside this one");
    for (Path other : others) {
      assertThat(run(other, WORK, "1", Map.of(), MODULE)).as(other.toString()).isEqualTo(here());
    }
  }

  /** Those in the folder of this one, of another version. */
  static List<Path> otherJdks() throws IOException {
    Path home = Path.of(System.getProperty("java.home")).toRealPath();
    try (Stream<Path> siblings = Files.list(home.getParent())) {
      return siblings
          .filter(folder -> Files.isExecutable(folder.resolve("bin").resolve("java")))
          .filter(folder -> version(folder) >= 17 && version(folder) != version(home))
          .map(folder -> folder.resolve("bin").resolve("java"))
          .toList();
    }
  }

  private static int version(Path home) {
    try {
      return Files.readAllLines(home.resolve("release")).stream()
          .filter(line -> line.startsWith("JAVA_VERSION="))
          .mapToInt(line -> Integer.parseInt(line.split("\"")[1].split("[.+-]")[0]))
          .findFirst()
          .orElse(0);
    } catch (IOException | NumberFormatException e) {
      return 0;
    }
  }

  /** What one thread computes with the vectors of this machine. */
  private static synchronized List<String> here() throws Exception {
    if (here == null) {
      here = run(JavaProcess.java(), WORK, "1", Map.of(), MODULE);
    }
    return here;
  }

  private static List<String> run(
      Path java,
      List<String> work,
      String threads,
      Map<String, String> environment,
      String... options)
      throws Exception {
    List<String> arguments = new ArrayList<>(List.of(threads));
    arguments.addAll(work);
    String text = EngineProcess.run(java, Digests.class, arguments, environment, options);
    List<String> digests = text.lines().filter(line -> line.startsWith("digest ")).toList();
    assertThat(digests).as(text).hasSize(work.equals(WORK) ? 30 : 8);
    return digests;
  }

  /**
   * Trains a few networks and prints a digest of all that they compute; a main class for a separate
   * process.
   */
  static final class Digests {
    private final int threads;
    private final int steps;
    private final int examples;

    private Digests(int threads, int steps, int examples) {
      this.threads = threads;
      this.steps = steps;
      this.examples = examples;
    }

    /**
     * Prints a line per network.
     *
     * @param arguments threads, steps, examples of a batch, and "small" for small networks in place
     *     of those that the program trains
     */
    public static void main(String[] arguments) throws Exception {
      Digests digests =
          new Digests(
              Integer.parseInt(arguments[0]),
              Integer.parseInt(arguments[1]),
              Integer.parseInt(arguments[2]));
      if (arguments.length > 3) {
        digests.ofSmallNetworks();
      } else {
        digests.ofAllNetworks();
      }
    }

    private void ofSmallNetworks() throws Exception {
      for (DataType type : List.of(DataType.FLOAT, DataType.DOUBLE)) {
        for (int norm = 0; norm < 4; norm++) {
          Shape shape = new Shape(1, 7, 5, 2, 1, 3, 9, examples, norm);
          print(shape + " " + type, GradientTest.network(type, shape), 7 * 5, 1);
        }
      }
    }

    private void ofAllNetworks() throws Exception {
      for (FloatType type : FloatType.values()) {
        for (BatchNormImplementation norm : BatchNormImplementation.values()) {
          for (NetworkKind kind : NetworkKind.values()) {
            TrialBuilder trial =
                new TrialBuilder(kind).type(type).norm(norm, "d2l").dropout(0.3, "dense1");
            String name = kind + " " + norm + " " + type;
            print(name, trial.network(), 784, 1);
            if (norm == BatchNormImplementation.CUSTOM) {
              trial.groups(3, GroupStatistics.POOLED);
              print(name, trial.network(), 784, 3);
            }
          }
        }
      }
    }

    /** Of batches of a multiple of the groups that they are normalized in. */
    private void print(String name, MultiLayerNetwork network, int inputs, int groups)
        throws Exception {
      TrainingEngine engine = TrainingEngine.compile(network, threads);
      MessageDigest sha = MessageDigest.getInstance("SHA-256");
      Batches batches = new Batches(inputs, Twins.CLASSES);
      for (int step = 0; step < steps; step++) {
        // A smaller last batch.
        add(sha, engine.step(batches.next(groups * (step % 3 == 2 ? 7 : examples))));
      }
      engine.store();
      add(sha, FlatArrays.read(network.params()));
      Batch batch = batches.next(groups * ((examples + 1) / 2));
      add(sha, engine.probabilities(batch, Mode.INFERENCE));
      add(sha, engine.computeGradient(batch));
      add(sha, engine.gradient());
      add(sha, engine.inputGradient(batch));
      for (double[] values :
          engine.inputs(batch, List.of(1, network.getnLayers() - 1), Mode.TRAINING)) {
        add(sha, values);
      }
      System.out.println("digest " + name + " " + HexFormat.of().formatHex(sha.digest()));
    }

    private static void add(MessageDigest sha, double... values) {
      for (double value : values) {
        sha.update(ByteBuffer.allocate(Double.BYTES).putDouble(0, value));
      }
    }
  }
}
