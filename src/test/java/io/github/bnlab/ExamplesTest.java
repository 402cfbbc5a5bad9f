package io.github.bnlab;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The programs of examples/ compile, run, and are short. */
class ExamplesTest {
  private static final int LINES = 40;

  @TempDir private Path folder;

  private String run(String name, String... arguments) throws Exception {
    Path source = Path.of("examples", name + ".java");
    assertThat(Files.readAllLines(source)).hasSizeLessThanOrEqualTo(LINES);
    int code =
        ToolProvider.getSystemJavaCompiler()
            .run(null, null, null, "-proc:none", "-d", folder.toString(), source.toString());
    assertThat(code).isZero();
    PrintStream original = System.out;
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    URL[] classes = {folder.toUri().toURL()};
    try (URLClassLoader loader = new URLClassLoader(classes, getClass().getClassLoader())) {
      System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
      loader.loadClass(name).getMethod("main", String[].class).invoke(null, (Object) arguments);
    } finally {
      System.setOut(original);
    }
    return printed.toString(StandardCharsets.UTF_8);
  }

  @Test
  void theLayerTrainsInNetworksOfBothKinds() throws Exception {
    String[] words = run("LayerInNetworks").strip().split(" ");
    assertThat(Double.parseDouble(words[1])).isBetween(0.0, 0.3);
    assertThat(Double.parseDouble(words[3])).isBetween(0.0, 0.3);
  }

  @Test
  void anExperimentRunsFromJavaAndItsModelIsLoaded() throws Exception {
    List<String> lines = run("RunExperiment", folder.toString()).lines().toList();
    assertThat(lines).hasSize(4).allMatch(line -> line.matches("implementation-\\S+ 0\\.\\d{3}"));
    String[] answers = run("LoadModel", model().toString()).lines().toArray(String[]::new);
    assertThat(answers).hasSize(10);
    assertThat(Stream.of(answers).filter(line -> line.charAt(2) == line.charAt(line.length() - 1)))
        .hasSizeGreaterThan(5);
  }

  private Path model() throws IOException {
    try (Stream<Path> files = Files.walk(folder.resolve("from-java"))) {
      return files
          .filter(f -> f.endsWith("model.zip") && f.toString().contains("custom_learningRate-0.1"))
          .findFirst()
          .orElseThrow();
    }
  }
}
