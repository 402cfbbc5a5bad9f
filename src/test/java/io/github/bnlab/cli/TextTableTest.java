package io.github.bnlab.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class TextTableTest {
  @Test
  void alignsColumnsAndLeavesOutEmptyOnes() {
    TextTable table = new TextTable().left("name", "empty").right("steps");
    table.row("a", "", "10");
    table.row("longer", "", "9");
    assertThat(printed(table)).isEqualTo("name    steps\na          10\nlonger      9\n");
  }

  @Test
  void aRowIsOneLine() {
    TextTable table = new TextTable().left("image", "answer");
    table.row("a\n\tb\u2028.png", "3");
    assertThat(printed(table)).isEqualTo("image     answer\na b .png  3\n");
  }

  @Test
  void aRowOfAnotherLengthIsRefused() {
    assertThatThrownBy(() -> new TextTable().left("name").row("a", "b"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void onANarrowTerminalTitlesAreBrokenAndLessImportantColumnsLeftOut() {
    TextTable table =
        new TextTable()
            .left("name")
            .right("training loss", "test accuracy")
            .lessImportant("training loss");
    table.row("a", "0.25", "97%");
    assertThat(printed(table, 24))
        .isEqualTo(
            "      training      test\nname      loss  accuracy\na         0.25       97%\n");
    assertThat(printed(table, 16)).isEqualTo("          test\nname  accuracy\na          97%\n");
  }

  @Test
  void onANarrowTerminalTheLastColumnIsWrapped() {
    TextTable table = new TextTable().left("", "");
    table.row("why", "one two three four five six");
    assertThat(printed(table, 27)).isEqualTo("why  one two three four\n     five six\n");
  }

  private static String printed(TextTable table) {
    return printed(table, 0);
  }

  /** On a terminal, or for 0 columns in a file. */
  private static String printed(TextTable table, int columns) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);
    table.print(new Terminal(out, out, columns > 0, false, columns, false), "");
    return bytes.toString(StandardCharsets.UTF_8).replace(System.lineSeparator(), "\n");
  }
}
