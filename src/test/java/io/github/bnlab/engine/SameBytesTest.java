package io.github.bnlab.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.bnlab.JavaProcess;
import io.github.bnlab.cli.Main;
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
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.api.buffer.DataType;

/**
 * Digests of what the engine computes, and whole runs of the program: the same bytes with vectors
 * of 512, 256 and 128 bits and without any, compiled and interpreted, at one thread and several, on
 * other JDKs, and whatever the environment says of OpenBLAS.
 */
@Tag("long")
class SameBytesTest {
  private static final String MODULE = EngineProcess.MODULE;

  /** Files that differ between any two runs. */
  private static final Set<String> OF_THE_MOMENT =
      Set.of(
          "timing.csv", // seconds
          "provenance.json"); // start, Java, processor, threads

  /** The files of a run directory; a run that leaves one out proves nothing of it. */
  private static final List<String> FILES =
      List.of(
          "activations.csv",
          "batchnorm.csv",
          "confusion.csv",
          "epochs.csv",
          "gradients.csv",
          "histograms.csv",
          "iterations.csv",
          "landscape.csv",
          "mistakes.csv",
          "model.zip",
          "parameters.npz",
          "robustness.csv",
          "shift.csv",
          "status.json",
          "trial.yaml");

  /** The trial of another shard keeps a run from drawing a report, which takes seconds. */
  private static final String CONFIGURATION =
      """
      name: same
      dataset: {name: synthetic-digits, trainingExamples: 160, validationExamples: 45, testExamples: 61}
      training: {batchSize: 37, epochs: 2, learningRate: 0.5}
      recording: {trainingExamples: 50, measures: 3, robustness: true}
      variants:
        - {label: lenet-custom, network: BNLeNet, batchNorm.implementation: custom}
        - {label: of-the-other-shard, network: SimpleNet}
        - {label: simple-built-in, network: SimpleNet, batchNorm.implementation: built-in}
      """;

  @TempDir private static Path folder;

  /** Of two threads with the longest vectors of this machine. */
  private static Map<String, String> here;

  @BeforeAll
  static void runHere() throws Exception {
    here = run(JavaProcess.java(), "2", Map.of(), vectors(3));
    for (String trial : List.of("lenet-custom", "simple-built-in")) {
      assertThat(here)
          .containsKeys(FILES.stream().map(f -> trial + "/" + f).toArray(String[]::new));
    }
    assertThat(here).hasSize(30 + 8 + 2 * FILES.size());
  }

  /** Each run changes several things at once, since a run takes seconds. */
  @Test
  void atAnyNumberOfThreadsWithVectorsOfAnyLengthAndAnyOpenBlas() throws Exception {
    assertThat(run(JavaProcess.java(), "1", Map.of("OPENBLAS_CORETYPE", "Haswell"), vectors(2)))
        .as("one thread, vectors of 256 bits")
        .isEqualTo(here);
    assertThat(run(JavaProcess.java(), "3", Map.of("OPENBLAS_CORETYPE", "Prescott"), vectors(1)))
        .as("three threads, vectors of 128 bits, OpenBLAS for an old processor")
        .isEqualTo(here);
  }

  /** Options of Java; {@code avx}: the newest vectors to use, of 128, 256 or 512 bits. */
  private static String[] vectors(int avx) {
    return System.getProperty("os.arch").equals("amd64")
        ? new String[] {MODULE, "-XX:UseAVX=" + avx}
        : new String[] {MODULE};
  }

  @Test
  void withoutVectors() throws Exception {
    assertThat(run(JavaProcess.java(), "1", Map.of())).isEqualTo(here);
  }

  /** What an interpreter can do in seconds: networks for images of 7x5. */
  @Test
  void compiledAndInterpreted() throws Exception {
    for (String compiler : List.of("-XX:TieredStopAtLevel=1", "-Xint")) {
      Map<String, String> small =
          digests(
              EngineProcess.run(
                  JavaProcess.java(), Digests.class, List.of("1"), Map.of(), MODULE, compiler));
      assertThat(small).hasSize(8);
      assertThat(here).as(compiler).containsAllEntriesOf(small);
    }
  }

  @Test
  void onOtherJdks() throws Exception {
    List<Path> others = otherJdks();
    Assumptions.assumeFalse(
        others.isEmpty(), "no other JDK of version 17 or newer beside this one");
    for (Path other : others) {
      assertThat(run(other, "1", Map.of(), MODULE)).as(other.toString()).isEqualTo(here);
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

  /** The digests of networks, by name, and the SHA-256 of each file of the run directories. */
  private static Map<String, String> run(
      Path java, String threads, Map<String, String> environment, String... options)
      throws Exception {
    Path results = Files.createTempDirectory(folder, "results");
    Path configuration = Files.writeString(results.resolve("same.yaml"), CONFIGURATION);
    Map<String, String> all = new TreeMap<>(environment);
    all.put("OMP_NUM_THREADS", threads); // as the launcher does
    List<String> arguments = new ArrayList<>();
    arguments.addAll(List.of(threads, "run", configuration.toString(), "--quiet"));
    arguments.addAll(
        List.of("--threads", threads, "--parallel", "1", "--results", results.toString()));
    arguments.addAll(List.of("--shard", "1/2"));
    Map<String, String> digests =
        digests(EngineProcess.run(java, Digests.class, arguments, all, options));
    Path experiment = results.resolve("same");
    for (Path file : files(experiment)) {
      MessageDigest sha = MessageDigest.getInstance("SHA-256");
      digests.put(
          experiment.relativize(file).toString().replace('\\', '/'),
          HexFormat.of().formatHex(sha.digest(Files.readAllBytes(file))));
    }
    return digests;
  }

  /** Those of the run directories; what lies beside them is the report, drawn from them. */
  private static List<Path> files(Path experiment) throws IOException {
    try (Stream<Path> files = Files.walk(experiment)) {
      return files
          .filter(Files::isRegularFile)
          .filter(f -> Files.exists(f.getParent().resolve("trial.yaml")))
          .filter(f -> !OF_THE_MOMENT.contains(f.getFileName().toString()))
          .toList();
    }
  }

  private static Map<String, String> digests(String text) {
    Map<String, String> digests = new TreeMap<>();
    for (String line : text.lines().filter(line -> line.startsWith("digest ")).toList()) {
      int end = line.lastIndexOf(' ');
      assertThat(digests.put(line.substring(0, end), line.substring(end + 1))).isNull();
    }
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
     * Prints a line per network, then runs the program.
     *
     * @param arguments threads, and the arguments of the program; without these, only small
     *     networks are trained
     */
    public static void main(String[] arguments) throws Exception {
      int threads = Integer.parseInt(arguments[0]);
      if (arguments.length > 1) {
        new Digests(threads, 12, 37).ofAllNetworks(); // no multiple of 16
      }
      new Digests(threads, 1, 21).ofSmallNetworks();
      if (arguments.length > 1) {
        Main.main(Arrays.copyOfRange(arguments, 1, arguments.length));
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
              print(name + " in groups", trial.network(), 784, 3);
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
