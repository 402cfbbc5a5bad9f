package io.github.bnlab.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.github.bnlab.config.ConfigurationText;
import io.github.bnlab.config.TrialYaml;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

/** The README and docs say what is there. */
class DocumentsTest {
  private static final int README_LINES = 150;
  private static final Path DEFAULTS =
      Path.of("src/main/resources/io/github/bnlab/config/defaults.yaml");
  private static final Pattern LINK = Pattern.compile("\\]\\(([^)]+)\\)");
  private static final Pattern HEADING = Pattern.compile("(?m)^#+ (.+)$");
  private static final Pattern COMMAND = Pattern.compile("(?:\\./|`)bnlab ([^`\n#|;]+)");
  private static final Pattern TEST_CLASS = Pattern.compile("`([A-Z]\\w+Test)`");
  private static final Pattern ROW = Pattern.compile("(?m)^\\| (`.+?) \\| (.+?) \\| .+ \\|$");
  private static final Pattern STEP_OF_A_WALK = Pattern.compile("(?m)^\\d+\\. `([^`]+)`");

  static Stream<Path> documents() throws IOException {
    List<Path> all = new ArrayList<>();
    for (String name : List.of("README.md", "CHANGELOG.md", "CONTRIBUTING.md")) {
      all.add(Path.of(name));
    }
    all.add(Path.of("examples/README.md"));
    all.add(Path.of("results/README.md"));
    try (Stream<Path> docs = Files.list(Path.of("docs"));
        Stream<Path> results = Files.walk(Path.of("results/reference"), 2)) {
      docs.sorted().forEach(all::add);
      results.filter(file -> file.endsWith("README.md")).sorted().forEach(all::add);
    }
    return all.stream();
  }

  private static List<String> matches(Pattern pattern, Path document) {
    try {
      Matcher matcher = pattern.matcher(Files.readString(document));
      return matcher.results().map((MatchResult result) -> result.group(1).strip()).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @ParameterizedTest
  @MethodSource("documents")
  void linksLeadToFiles(Path document) {
    for (String link : matches(LINK, document)) {
      if (link.startsWith("http")) {
        continue;
      }
      String[] parts = link.split("#", 2);
      Path target = parts[0].isEmpty() ? document : document.resolveSibling(parts[0]);
      assertThat(target).exists();
      if (parts.length > 1) {
        assertThat(matches(HEADING, target).stream().map(DocumentsTest::anchor)).contains(parts[1]);
      }
    }
  }

  /** The anchor that GitHub gives a heading. */
  private static String anchor(String heading) {
    return heading.toLowerCase(Locale.ROOT).replaceAll("[^\\w\\- ]", "").replace(' ', '-');
  }

  @ParameterizedTest
  @MethodSource("documents")
  void commandsAreUnderstood(Path document) {
    CommandLine line = CommandLines.of(Terminal.ofProcess());
    for (String command : matches(COMMAND, document)) {
      String[] arguments = filledIn(command).split("\\s+");
      if (arguments[0].startsWith("-") || command.contains("$")) {
        continue;
      }
      assertThat(line.getSubcommands()).as("%s in %s", command, document).containsKey(arguments[0]);
      if (arguments.length == 1) {
        continue; // names the command in a sentence
      }
      assertThatCode(() -> line.parseArgs(arguments))
          .as("%s in %s", command, document)
          .doesNotThrowAnyException();
      if (List.of("run", "limit", "range").contains(arguments[0])) {
        assertThatCode(() -> ConfigArguments.find(arguments[1]))
            .as("%s in %s", command, document)
            .doesNotThrowAnyException();
      }
    }
  }

  /** Usage such as {@code limit CONFIG --low A [key=value ...]} as a command. */
  private static String filledIn(String command) {
    return command
        .replaceAll("\\[[^]]*]|\\.\\.\\.", "")
        .replaceAll("[()\"]", "")
        .replaceAll("\\b(CONFIG|mine\\.yaml)\\b", "quickstart")
        .replaceAll("\\b[A-Z]\\b", "1")
        .strip();
  }

  @Test
  void theTestCommandIsThatOfTheChecks() throws IOException {
    for (String file : List.of("README.md", "CONTRIBUTING.md", ".ci/run")) {
      assertThat(Files.readString(Path.of(file))).contains("mvn -B -ntp verify");
    }
  }

  @Test
  void theTestsThatAreNamedExist() throws IOException {
    try (Stream<Path> files = Files.walk(Path.of("src/test/java"))) {
      List<String> tests = files.map(file -> file.getFileName().toString()).toList();
      assertThat(documents().flatMap(document -> matches(TEST_CLASS, document).stream()))
          .isNotEmpty()
          .allMatch(name -> tests.contains(name + ".java"));
    }
  }

  @Test
  void theExitCodesAreThoseOfTheHelp() throws IOException {
    String readme = Files.readString(Path.of("README.md"));
    ExitCode.MEANINGS.forEach(
        (code, meaning) -> assertThat(readme).contains("| " + code + " | " + meaning + " |"));
  }

  @Test
  void theReadmeIsShort() throws IOException {
    assertThat(Files.readAllLines(Path.of("README.md"))).hasSizeLessThanOrEqualTo(README_LINES);
    assertThat(matches(COMMAND, Path.of("README.md"))).hasSizeGreaterThan(10);
  }

  @Test
  void theWalksGoThroughFilesThatAreThere() {
    List<String> steps = matches(STEP_OF_A_WALK, Path.of("docs/design.md"));
    assertThat(steps).hasSizeBetween(20, 25);
    assertThat(steps).allMatch(step -> Files.isRegularFile(Path.of(step)));
  }

  /** Copy defaults.yaml into the first block below "Defaults" when this fails. */
  @Test
  void theDefaultsAreThoseOfTheProgram() throws IOException {
    assertThat(Files.readString(Path.of("docs/configuration.md")))
        .contains("```yaml\n" + Files.readString(DEFAULTS).stripTrailing() + "\n```");
  }

  @Test
  void theTableHasEveryKeyWithItsDefault() throws IOException {
    Map<String, String> table = tableOfKeys();
    List<String> keys = ConfigurationText.keys();
    assertThat(table.keySet())
        .containsAll(keys.stream().filter(key -> isLeaf(key, keys)).toList())
        .allMatch(
            key -> keys.contains(key) || List.of("name", "label", "description").contains(key));
    Map<String, String> defaults = TrialYaml.flat(DEFAULTS.toString(), Files.readString(DEFAULTS));
    assertThat(defaults).hasSizeGreaterThan(30);
    assertThat(table).containsAllEntriesOf(defaults);
  }

  private static boolean isLeaf(String key, List<String> keys) {
    return keys.stream().noneMatch(other -> other.startsWith(key + "."));
  }

  /** The first words of the defaults, by key; one default may be that of all keys of a row. */
  private static Map<String, String> tableOfKeys() throws IOException {
    String text = Files.readString(Path.of("docs/configuration.md"));
    Map<String, String> table = new LinkedHashMap<>();
    Matcher row = ROW.matcher(text.substring(0, text.indexOf("**Overrides**")));
    while (row.find()) {
      List<String> keys = keys(row.group(1));
      String[] defaults = row.group(2).split(", ");
      for (int i = 0; i < keys.size(); i++) {
        table.put(keys.get(i), defaults[defaults.length == 1 ? 0 : i].split(" ")[0]);
      }
    }
    return table;
  }

  /** Keys of a cell: {@code `a.b`, `.c`} are a.b and a.c, {@code `a.{b,c}`} too. */
  private static List<String> keys(String cell) {
    List<String> keys = new ArrayList<>();
    String parent = "";
    Matcher code = Pattern.compile("`([^`]+)`").matcher(cell);
    while (code.find()) {
      String key = code.group(1);
      String whole = key.startsWith(".") ? parent + key : key;
      parent = whole.substring(0, Math.max(0, whole.lastIndexOf('.')));
      int brace = whole.indexOf('{');
      if (brace < 0) {
        keys.add(whole);
      } else {
        String prefix = whole.substring(0, brace);
        for (String name : whole.substring(brace + 1, whole.length() - 1).split(",")) {
          keys.add(prefix + name);
        }
      }
    }
    return keys;
  }
}
