package io.github.bnlab.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.bnlab.JavaProcess;
import io.github.bnlab.config.BatchNormImplementation;
import io.github.bnlab.config.GroupStatistics;
import io.github.bnlab.config.NetworkKind;
import io.github.bnlab.config.TrialConfig.FloatType;
import io.github.bnlab.engine.kernels.Batch;
import io.github.bnlab.engine.kernels.Network.Mode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The same bytes with vectors of 512, 256 and 128 bits and without any, compiled and interpreted,
 * at one thread and several, on other JDKs, and whatever the environment says of OpenBLAS.
 */
@Tag("long")
class SameBytesTest {
  private static final String MODULE = EngineProcess.MODULE;
  private static final List<String> WORK = List.of("12", "37"); // no multiple of 16

  /** What an interpreter can do in seconds: one block of examples. */
  private static final List<String> LITTLE = List.of("1", "7", "SIMPLE_NET");

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
    assertThat(digests).as(text).hasSize(work.equals(WORK) ? 30 : 10);
    return digests;
  }

  /**
   * Trains a few networks and prints a digest of all that they compute; a main class for a separate
   * process.
   */
  static final class Digests {
    private Digests() {}

    /**
     * Prints a line per network.
     *
     * @param arguments threads, steps, examples of a batch, and kinds of network, all where there
     *     are none
     */
    public static void main(String[] arguments) throws Exception {
      int threads = Integer.parseInt(arguments[0]);
      int steps = Integer.parseInt(arguments[1]);
      int examples = Integer.parseInt(arguments[2]);
      List<NetworkKind> kinds =
          arguments.length == 3
              ? List.of(NetworkKind.values())
              : Arrays.stream(arguments).skip(3).map(NetworkKind::valueOf).toList();
      for (FloatType type : FloatType.values()) {
        for (BatchNormImplementation norm : BatchNormImplementation.values()) {
          for (NetworkKind kind : kinds) {
            TrialBuilder trial =
                new TrialBuilder(kind).type(type).norm(norm, "d2l").dropout(0.3, "dense1");
            String name = "digest " + kind + " " + norm + " " + type + " ";
            System.out.println(name + digest(trial.network(), threads, steps, examples, 1));
            if (norm == BatchNormImplementation.CUSTOM) {
              trial.groups(3, GroupStatistics.POOLED);
              System.out.println(name + digest(trial.network(), threads, steps, examples, 3));
            }
          }
        }
      }
    }

    /** Of batches of a multiple of the groups that they are normalized in. */
    private static String digest(
        MultiLayerNetwork network, int threads, int steps, int examples, int groups)
        throws Exception {
      TrainingEngine engine = TrainingEngine.compile(network, threads);
      MessageDigest sha = MessageDigest.getInstance("SHA-256");
      Batches batches = new Batches(784, Twins.CLASSES);
      for (int step = 0; step < steps; step++) {
        // A smaller last batch.
        add(sha, engine.step(batches.next(groups * (step % 3 == 2 ? 7 : examples))));
      }
      engine.store();
      add(sha, FlatArrays.read(network.params()));
      Batch batch = batches.next(groups * ((examples + 1) / 2));
      add(sha, engine.probabilities(batch));
      add(sha, engine.computeGradient(batch));
      add(sha, engine.gradient());
      add(sha, engine.inputGradient(batch));
      for (double[] inputs :
          engine.inputs(batch, List.of(1, network.getnLayers() - 1), Mode.TRAINING)) {
        add(sha, inputs);
      }
      return HexFormat.of().formatHex(sha.digest());
    }

    private static void add(MessageDigest sha, double... values) {
      for (double value : values) {
        sha.update(ByteBuffer.allocate(Double.BYTES).putDouble(0, value));
      }
    }
  }
}
