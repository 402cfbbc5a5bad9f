package io.github.bnlab.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
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

  @Test
  void atAnyNumberOfThreads() throws Exception {
    assertThat(run(java(), WORK, "2", Map.of(), MODULE)).isEqualTo(here());
    assertThat(run(java(), WORK, "3", Map.of(), MODULE)).isEqualTo(here());
  }

  @Test
  void withVectorsOfAnyLengthAndWithout() throws Exception {
    if (System.getProperty("os.arch").equals("amd64")) {
      for (String avx : List.of("1", "2", "3")) {
        assertThat(run(java(), WORK, "2", Map.of(), MODULE, "-XX:UseAVX=" + avx))
            .as("UseAVX=" + avx)
            .isEqualTo(here());
      }
    }
    assertThat(run(java(), WORK, "1", Map.of())).as("plain loops").isEqualTo(here());
  }

  @Test
  void compiledAndInterpreted() throws Exception {
    List<String> compiled = run(java(), LITTLE, "1", Map.of(), MODULE);
    assertThat(run(java(), LITTLE, "1", Map.of(), MODULE, "-XX:TieredStopAtLevel=1"))
        .isEqualTo(compiled);
    assertThat(run(java(), LITTLE, "1", Map.of(), MODULE, "-Xint")).isEqualTo(compiled);
  }

  @Test
  void whateverOpenBlasIsToldOfTheProcessor() throws Exception {
    for (String core : List.of("Prescott", "Haswell")) {
      assertThat(run(java(), WORK, "1", Map.of("OPENBLAS_CORETYPE", core), MODULE))
          .isEqualTo(here());
    }
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

  static Path java() {
    return Path.of(System.getProperty("java.home"), "bin", "java");
  }

  /** What one thread computes with the vectors of this machine. */
  private static synchronized List<String> here() throws Exception {
    if (here == null) {
      here = run(java(), WORK, "1", Map.of(), MODULE);
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
    String text = EngineProcess.run(java, SameBytes.class, arguments, environment, options);
    List<String> digests = text.lines().filter(line -> line.startsWith("digest ")).toList();
    assertThat(digests).as(text).hasSize(work.equals(WORK) ? 30 : 10);
    return digests;
  }
}
