package io.github.bnlab.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.github.bnlab.config.KnownNames;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The README and docs say what is there. */
class DocumentsTest {
  private static final int README_LINES = 150;
  private static final Pattern LINK = Pattern.compile("\\]\\(([^)#]+)(#[^)]*)?\\)");
  private static final Pattern COMMAND = Pattern.compile("\\./bnlab ([^`\n#|;]+)");
  private static final Pattern STEP_OF_A_WALK = Pattern.compile("(?m)^\\d+\\. `([^`]+)`");

  static Stream<Path> documents() throws IOException {
    List<Path> all = new ArrayList<>();
    for (String name : List.of("README.md", "CHANGELOG.md", "CONTRIBUTING.md")) {
      all.add(Path.of(name));
    }
    all.add(Path.of("results/reference/README.md"));
    try (Stream<Path> docs = Files.list(Path.of("docs"))) {
      docs.sorted().forEach(all::add);
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
      if (!link.startsWith("http")) {
        assertThat(document.resolveSibling(link)).exists();
      }
    }
  }

  @ParameterizedTest
  @MethodSource("documents")
  void commandsAreUnderstood(Path document) {
    for (String command : matches(COMMAND, document)) {
      String[] arguments = command.replaceAll("[()\"]", "").split("\\s+");
      if (arguments[0].startsWith("-") || command.contains("CONFIG") || command.contains("$")) {
        continue;
      }
      assertThatCode(() -> CommandLines.of(Terminal.ofProcess()).parseArgs(arguments))
          .as("%s in %s", command, document)
          .doesNotThrowAnyException();
      if (List.of("run", "limit", "range").contains(arguments[0])) {
        assertThatCode(() -> ConfigFiles.ofProcess().find(arguments[1]))
            .as("%s in %s", command, document)
            .doesNotThrowAnyException();
      }
    }
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
        .contains("```yaml\n" + KnownNames.defaults().stripTrailing() + "\n```");
  }

  @Test
  void everyKeyIsInTheTable() throws IOException {
    String table = Files.readString(Path.of("docs/configuration.md"));
    for (String key : KnownNames.keys()) {
      assertThat(table).contains(key.substring(key.lastIndexOf('.') + 1));
    }
  }
}
