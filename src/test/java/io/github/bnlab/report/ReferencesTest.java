package io.github.bnlab.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.bnlab.report.plots.Plots;
import io.github.bnlab.report.runs.Runs;
import io.github.bnlab.report.summary.Summary;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The results that come with the program can be read by it. */
class ReferencesTest {
  private static final Path REFERENCES = Path.of("results/reference");

  @TempDir private Path folder;

  private static List<Path> references() throws IOException {
    try (Stream<Path> entries = Files.list(REFERENCES)) {
      // What PyTorch trained has no report of its own.
      return entries
          .filter(entry -> Files.isRegularFile(entry.resolve(Reports.PAGE)))
          .sorted()
          .toList();
    }
  }

  @ParameterizedTest
  @MethodSource("references")
  void nothingThatAReportNeedsIsMissing(Path reference) throws Exception {
    Runs read = Runs.read(List.of(reference), trial -> true);
    assertThat(read.problems()).isEmpty();
    assertThat(read.runs().size() + read.searches().size()).isPositive();
    assertThat(reference.resolve(Reports.PAGE)).isNotEmptyFile();
  }

  /** Each page has the figure first, says what it does not show, and quotes the report. */
  @ParameterizedTest
  @MethodSource("references")
  void aPageSaysWhatTheReportSays(Path reference) throws Exception {
    String page = Files.readString(reference.resolve("README.md"));
    assertThat(page).matches(Pattern.compile("# [^\n]+\n\n!\\[.*", Pattern.DOTALL));
    assertThat(page).contains("**What it does not show.**");
    Runs read = Runs.read(List.of(reference), trial -> true);
    String words = page.replaceAll("[\\s>]+", " ");
    for (String answer : Plots.answers(new Summary(reference.toString(), read))) {
      assertThat(words).contains(answer);
    }
    assertThat(Files.readString(Path.of("results/README.md")))
        .contains("(reference/" + reference.getFileName() + "/README.md)");
  }

  @Test
  void aReferenceIsDrawnAgainWithTheFiguresItHas() throws Exception {
    Path reference = REFERENCES.resolve("mnist-convergence");
    Reports.Report report = Reports.compare(List.of(reference), folder);
    assertThat(report.notices()).isEmpty();
    assertThat(figures(folder)).isEqualTo(figures(reference)).isNotEmpty();
  }

  private static List<String> figures(Path report) throws IOException {
    try (Stream<Path> files = Files.list(report.resolve(Reports.FIGURES))) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.endsWith(".svg"))
          .sorted()
          .toList();
    }
  }
}
