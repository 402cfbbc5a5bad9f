package io.github.bnlab.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CommandLinesTest {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @Test
  void aMistypedCommandIsOneLineWithASuggestion() {
    assertThat(execute("lits")).isEqualTo(ExitCode.USAGE);
    assertThat(out.toString()).isEmpty();
    assertThat(err.toString().strip()).hasLineCount(1).contains("lits", "Did you mean list");
  }

  @Test
  void noCommandIsAUsageError() {
    assertThat(execute()).isEqualTo(ExitCode.USAGE);
    assertThat(err.toString()).contains("Missing command", "bnlab --help");
  }

  @ParameterizedTest
  @ValueSource(strings = {"list", "doctor"})
  void everyCommandHasHelp(String command) {
    assertThat(execute(command, "--help")).isEqualTo(ExitCode.OK);
    assertThat(out.toString()).contains("Usage: bnlab " + command);
    assertThat(err.toString()).isEmpty();
  }

  @Test
  void versionNamesTheProgramAndJava() {
    assertThat(execute("--version")).isEqualTo(ExitCode.OK);
    assertThat(out.toString()).contains("batchnorm-lab", System.getProperty("java.version"));
  }

  private int execute(String... arguments) {
    PrintStream stdout = System.out;
    try {
      return CommandLines.of(new Terminal(stream(out), stream(err), false, false, 100, false))
          .execute(arguments);
    } finally {
      System.setOut(stdout);
    }
  }

  private static PrintStream stream(ByteArrayOutputStream bytes) {
    return new PrintStream(bytes, true, StandardCharsets.UTF_8);
  }
}
