package io.github.bnlab.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.bnlab.JavaProcess;
import io.github.bnlab.cli.Main;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Whole runs of the program leave the same bytes at any number of threads, with vectors of any
 * length and without, on other JDKs, and whatever the environment says of OpenBLAS.
 */
@Tag("long")
class SameRecordsTest {
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

  private static final String CONFIGURATION =
      """
      name: same
      dataset: {name: synthetic-digits, trainingExamples: 160, validationExamples: 45, testExamples: 61}
      training: {batchSize: 37, epochs: 2, learningRate: 0.5}
      recording: {trainingExamples: 50, measures: 3, robustness: true}
      variants:
        - {label: lenet-custom, network: BNLeNet, batchNorm.implementation: custom}
        - {label: simple-built-in, network: SimpleNet, batchNorm.implementation: built-in}
      """;

  @TempDir private static Path folder;

  private static Map<String, String> here;

  @BeforeAll
  static void runHere() throws Exception {
    here = run("here", JavaProcess.java(), "1", Map.of(), MODULE);
    for (String trial : List.of("lenet-custom", "simple-built-in")) {
      assertThat(here)
          .containsKeys(FILES.stream().map(f -> trial + "/" + f).toArray(String[]::new));
    }
    assertThat(here).hasSize(2 * FILES.size());
  }

  /** Each run changes several things at once, since a run takes seconds. */
  @Test
  void atAnyNumberOfThreadsWithVectorsOfAnyLengthAndAnyOpenBlas() throws Exception {
    boolean amd64 = System.getProperty("os.arch").equals("amd64");
    String[] shorter = amd64 ? new String[] {MODULE, "-XX:UseAVX=2"} : new String[] {MODULE};
    String[] shortest = amd64 ? new String[] {MODULE, "-XX:UseAVX=1"} : new String[] {MODULE};
    assertThat(run("two", JavaProcess.java(), "2", Map.of(), shorter))
        .as("two threads, vectors of 256 bits")
        .isEqualTo(here);
    Map<String, String> old = Map.of("OPENBLAS_CORETYPE", "Prescott");
    assertThat(run("three", JavaProcess.java(), "3", old, shortest))
        .as("three threads, vectors of 128 bits, OpenBLAS for an old processor")
        .isEqualTo(here);
  }

  @Test
  void withoutVectors() throws Exception {
    assertThat(run("loops", JavaProcess.java(), "1", Map.of())).isEqualTo(here);
  }

  @Test
  void onOtherJdks() throws Exception {
    List<Path> others = SameBytesTest.otherJdks();
    Assumptions.assumeFalse(
        others.isEmpty(), "no other JDK of version 17 or newer beside this one");
    for (Path other : others) {
      assertThat(run("jdk" + others.indexOf(other), other, "1", Map.of(), MODULE))
          .as(other.toString())
          .isEqualTo(here);
    }
  }

  /** The SHA-256 of each file of the run directories. */
  private static Map<String, String> run(
      String name, Path java, String threads, Map<String, String> environment, String... options)
      throws Exception {
    Path results = Files.createDirectory(folder.resolve(name));
    Path configuration = Files.writeString(results.resolve("same.yaml"), CONFIGURATION);
    Map<String, String> all = new TreeMap<>(environment);
    all.put("OMP_NUM_THREADS", threads); // as the launcher does
    List<String> arguments = new ArrayList<>(List.of("run", configuration.toString(), "--quiet"));
    arguments.addAll(
        List.of("--threads", threads, "--parallel", "1", "--results", results.toString()));
    EngineProcess.run(java, Main.class, arguments, all, options);
    return digests(results.resolve("same"));
  }

  private static Map<String, String> digests(Path experiment) throws Exception {
    Map<String, String> digests = new TreeMap<>();
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
}
