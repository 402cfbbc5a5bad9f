package io.github.bnlab;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.GeneralCodingRules.ACCESS_STANDARD_STREAMS;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static java.util.stream.Collectors.toCollection;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDateTime;
import java.util.Arrays;
import java.util.Date;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Reads the imports of the compiled classes and holds them to the table of packages. */
class LayoutTest {
  private static final String BASE = "io.github.bnlab.";
  private static final String KERNELS = BASE + "engine.kernels..";
  private static final String VECTORS = "jdk.incubator.vector..";

  /** Package, and the packages of ours that it may import; docs/design.md shows the same table. */
  private static final Map<String, Set<String>> MAY_IMPORT =
      Map.ofEntries(
          row("config"),
          row("rows"),
          row("dataset", "config"),
          row("batchnorm", "config"),
          row("network", "config", "batchnorm"),
          row("backend", "config"),
          row("engine", "batchnorm", "network"),
          row("training", "config", "dataset", "network", "engine", "rows"),
          row("recording", "config", "dataset", "network", "training", "rows"),
          row("report", "config", "recording", "rows"),
          row(
              "experiment",
              "config",
              "dataset",
              "batchnorm",
              "network",
              "backend",
              "training",
              "recording",
              "report",
              "rows"),
          row(
              "benchmark",
              "config",
              "dataset",
              "network",
              "backend",
              "engine",
              "training",
              "recording"),
          row("spark", "backend", "experiment", "recording"),
          row(
              "cli",
              "config",
              "dataset",
              "backend",
              "engine",
              "experiment",
              "benchmark",
              "report",
              "recording",
              "rows"));

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("io.github.bnlab");

  @TestFactory
  Stream<DynamicTest> importsOnlyWhatTheTableAllows() {
    return new TreeMap<>(MAY_IMPORT)
        .entrySet().stream()
            .filter(row -> !row.getKey().equals("spark"))
            .map(
                row ->
                    DynamicTest.dynamicTest(
                        row.getKey(), () -> checkImports(row.getKey(), row.getValue())));
  }

  /** A permission that nobody uses fails, too. */
  private static void checkImports(String name, Set<String> allowed) {
    Set<String> imported = new TreeSet<>();
    for (JavaClass ours : CLASSES.that(resideInAPackage(BASE + name + ".."))) {
      for (Dependency dependency : ours.getDirectDependenciesFromSelf()) {
        String target = dependency.getTargetClass().getPackageName();
        if (target.startsWith(BASE)) {
          imported.add(target.substring(BASE.length()).split("\\.")[0]);
        }
      }
    }
    imported.remove(name);
    assertThat(imported).isEqualTo(allowed);
  }

  /** Spark's part is compiled only with its profile, and so is read as sources. */
  @Test
  void sparkImportsWhatTheTableAllows() throws IOException {
    Pattern ours = Pattern.compile("^import " + Pattern.quote(BASE) + "([a-z]+)\\.");
    Set<String> imported = new TreeSet<>();
    try (Stream<Path> sources = Files.walk(Path.of("src/main/spark"))) {
      for (Path source : sources.filter(Files::isRegularFile).toList()) {
        for (String line : Files.readAllLines(source)) {
          Matcher matcher = ours.matcher(line);
          if (matcher.find()) {
            imported.add(matcher.group(1));
          }
        }
      }
    }
    assertThat(imported).isEqualTo(MAY_IMPORT.get("spark"));
  }

  @Test
  void kernelsStandAlone() {
    classes()
        .that()
        .resideInAPackage(KERNELS)
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(KERNELS, VECTORS, "java..")
        .check(CLASSES);
  }

  /** A virtual machine that was started without the JDK's vectors runs all else. */
  @Test
  void onlyKernelsNeedTheModuleOfVectors() {
    noClasses()
        .that()
        .resideOutsideOfPackages(BASE + "engine.kernels.float32", BASE + "engine.kernels.float64")
        .should()
        .dependOnClassesThat()
        .resideInAPackage(VECTORS)
        .check(CLASSES);
  }

  @Test
  void everyPackageIsInTheTable() {
    Set<String> found =
        CLASSES.stream()
            .map(JavaClass::getPackageName)
            .filter(name -> name.startsWith(BASE))
            .map(name -> name.substring(BASE.length()).split("\\.")[0])
            .collect(toCollection(TreeSet::new));
    assertThat(MAY_IMPORT.keySet()).containsAll(found);
  }

  @Test
  void packagesFormNoCycle() {
    slices().matching(BASE + "(*)..").should().beFreeOfCycles().check(CLASSES);
  }

  /** One class besides touches a standard stream: it keeps SameDiff's own chatter away from it. */
  @Test
  void onlyTheCommandsPrint() {
    noClasses()
        .that(resideOutsideOfPackage(BASE + "cli.."))
        .and()
        .doNotHaveSimpleName("SilencedOutput")
        .should(ACCESS_STANDARD_STREAMS)
        .check(CLASSES);
  }

  /** Durations are differences of {@code System.nanoTime}: a clock that is set changes none. */
  @Test
  void nothingDependsOnTheTimeOfDay() {
    noClasses()
        .should()
        .callMethod(System.class, "currentTimeMillis")
        .orShould()
        .callMethod(Instant.class, "now")
        .orShould()
        .callMethod(LocalDateTime.class, "now")
        .orShould()
        .callConstructor(Date.class)
        .check(CLASSES);
  }

  @Test
  void reportsAreDrawnWithoutDl4j() {
    noClasses()
        .that()
        .resideInAPackage(BASE + "report..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("org.nd4j..", "org.deeplearning4j..", "org.datavec..")
        .check(CLASSES);
  }

  private static Map.Entry<String, Set<String>> row(String name, String... mayImport) {
    return Map.entry(name, new TreeSet<>(Arrays.asList(mayImport)));
  }
}
