package io.github.bnlab.cli;

import io.github.bnlab.config.ConfigException;
import io.github.bnlab.recording.files.RecordException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.MalformedInputException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import jdk.jshell.EvalException;
import jdk.jshell.JShell;
import jdk.jshell.Snippet.Status;
import jdk.jshell.SnippetEvent;
import jdk.jshell.SourceCodeAnalysis.CompletionInfo;
import jdk.jshell.UnresolvedReferenceException;
import jdk.jshell.execution.LocalExecutionControlProvider;
import jdk.jshell.tool.JavaShellToolBuilder;

/**
 * The JDK's Java shell in this process, so that snippets find its classes, natives and modules. Not
 * loaded where the JDK lacks the module {@code jdk.jshell}.
 */
final class JavaShell {
  private static final String CLASS_PATH = System.getProperty("java.class.path");

  private JavaShell() {}

  /** Reads snippets from the terminal until its end, or {@code /exit}; returns the exit code. */
  static int interactive() throws Exception {
    Path startup = Files.createTempFile("bnlab", ".jsh");
    try {
      Files.writeString(startup, startup());
      return JavaShellToolBuilder.builder()
          .start(
              "--execution", "local", "--class-path", CLASS_PATH, "--startup", startup.toString());
    } finally {
      Files.deleteIfExists(startup);
    }
  }

  /**
   * Runs a file of snippets up to the first that fails.
   *
   * @return the exit code
   */
  static int run(Path file, Terminal terminal) {
    String source;
    try {
      source = Files.readString(file);
    } catch (MalformedInputException e) {
      throw new ConfigException(file + " is not text in UTF-8; expected a file of Java snippets");
    } catch (IOException e) {
      throw new ConfigException(
          RecordException.of("Cannot read " + file, e).getMessage()
              + "; expected a file of Java snippets");
    }
    try (JShell shell = open()) {
      Optional<String> failure = evaluate(shell, source);
      failure.ifPresent(found -> terminal.say(file + ", " + found));
      return failure.isPresent() ? ExitCode.FAILURE : ExitCode.OK;
    }
  }

  /** A shell in which the start-up snippets were run. */
  static JShell open() {
    JShell shell =
        JShell.builder().executionEngine(new LocalExecutionControlProvider(), Map.of()).build();
    shell.addToClasspath(CLASS_PATH);
    Optional<String> failure = evaluate(shell, startup());
    if (failure.isPresent()) {
      throw new IllegalStateException(failure.get());
    }
    return shell;
  }

  /**
   * Evaluates snippets up to the first that fails. As in the shell, one ends with the first line
   * after which it is whole.
   *
   * @return the line where the failed one begins, and what is wrong with it
   */
  static Optional<String> evaluate(JShell shell, String source) {
    List<String> lines = source.lines().toList();
    String read = "";
    int begin = 1;
    for (int line = 1; line <= lines.size(); line++) {
      begin = read.isBlank() ? line : begin;
      read = read.isBlank() ? lines.get(line - 1) : read + "\n" + lines.get(line - 1);
      boolean isLast = line == lines.size();
      while (!read.isBlank()) {
        CompletionInfo found = shell.sourceCodeAnalysis().analyzeCompletion(read);
        if (!found.completeness().isComplete() && !isLast) {
          break;
        }
        String snippet = found.source() == null ? read : found.source();
        Optional<String> problem =
            shell.eval(snippet).stream().flatMap(event -> problem(shell, event)).findFirst();
        if (problem.isPresent()) {
          return Optional.of("line " + begin + ": " + problem.get());
        }
        read = found.source() == null ? "" : found.remaining();
      }
    }
    return Optional.empty();
  }

  private static Stream<String> problem(JShell shell, SnippetEvent event) {
    if (event.status() == Status.REJECTED) {
      return Stream.of(
          shell
              .diagnostics(event.snippet())
              .map(diagnostic -> diagnostic.getMessage(Locale.ROOT))
              .collect(Collectors.joining("; ")));
    }
    if (event.exception() instanceof EvalException thrown) {
      return Stream.of(thrown.getExceptionClassName() + ": " + thrown.getMessage());
    }
    if (event.exception() instanceof UnresolvedReferenceException unresolved) {
      return Stream.of(
          shell
              .unresolvedDependencies(unresolved.getSnippet())
              .collect(Collectors.joining(", ", "not declared: ", "")));
    }
    return Stream.empty();
  }

  private static String startup() {
    try (InputStream in = JavaShell.class.getResourceAsStream("startup.jsh")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
