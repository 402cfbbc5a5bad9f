package io.github.bnlab;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * batchnorm-lab-layer.jar holds all that the layers need, and its BOM the versions of this project.
 */
class LayerJarTest {
  private static final Path CLASSES = Path.of("target/classes");

  /** A version of a library; an imported BOM, that of the tests, also has a type and a scope. */
  private static final Pattern MANAGED =
      Pattern.compile(
          "<groupId>(.*?)</groupId>\\s*<artifactId>(.*?)</artifactId>\\s*<version>(.*?)</version>\\s*</dependency>");

  private static List<String> patterns(String element) throws IOException {
    String build = Files.readString(Path.of("src/main/ant/build.xml"));
    String layer =
        build.substring(build.indexOf("<patternset id=\"layer\">"), build.indexOf("</patternset>"));
    return Pattern.compile("<" + element + " name=\"(.*?)\"/>")
        .matcher(layer)
        .results()
        .map(found -> found.group(1))
        .toList();
  }

  private static boolean matches(List<String> patterns, Path file) {
    return patterns.stream()
        .map(pattern -> FileSystems.getDefault().getPathMatcher("glob:" + pattern))
        .anyMatch((PathMatcher matcher) -> matcher.matches(file));
  }

  @Test
  void itsClassesNeedNoOthersOfThisProject() throws IOException {
    List<String> included = patterns("include");
    List<String> excluded = patterns("exclude");
    List<Path> files;
    try (Stream<Path> all = Files.walk(CLASSES)) {
      files =
          all.filter(f -> matches(included, CLASSES.relativize(f)))
              .filter(f -> !matches(excluded, CLASSES.relativize(f)))
              .toList();
    }
    List<JavaClass> classes = new ArrayList<>();
    new ClassFileImporter().importPaths(files).forEach(classes::add);
    Set<String> names = classes.stream().map(JavaClass::getName).collect(Collectors.toSet());
    assertThat(names).contains("io.github.bnlab.batchnorm.BatchNormLayer").hasSizeGreaterThan(15);
    Set<String> needed =
        classes.stream()
            .flatMap(c -> c.getDirectDependenciesFromSelf().stream())
            .map(dependency -> dependency.getTargetClass().getBaseComponentType().getName())
            .filter(name -> !name.startsWith("java.") && !names.contains(name))
            .collect(Collectors.toSet());
    assertThat(needed)
        .allMatch(
            name -> name.matches("(org\\.(nd4j|deeplearning4j)\\..*)|[a-z]+|.*\\.jackson\\..*"));
  }

  @Test
  void theVersionsAreThoseOfThisProject() throws IOException {
    assertThat(managed(Path.of("src/layer/bom.xml"), "@", "@"))
        .containsAll(managed(Path.of("pom.xml"), "${", ".version}"));
  }

  private static List<String> managed(Path pom, String from, String to) throws IOException {
    String text = Files.readString(pom);
    String management = text.substring(0, text.indexOf("</dependencyManagement>"));
    return MANAGED
        .matcher(management.substring(management.indexOf("<dependencyManagement>")))
        .results()
        .map((MatchResult found) -> found.group(2) + " " + found.group(3))
        .map(line -> line.replace(from, "").replace(to, ""))
        .toList();
  }
}
