package io.github.bnlab.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.bnlab.JavaProcess;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import jdk.jshell.JShell;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JavaShellTest {
  private static final Pattern BLOCK = Pattern.compile("(?ms)^```java\n(.+?)^```$");
  private static final Pattern ANSWER = Pattern.compile("(?m)^var (\\w+) = .+  // (.+)$");

  @TempDir private Path folder;

  private static JShell shell;

  @BeforeAll
  static void open() {
    shell = JavaShell.open();
  }

  @AfterAll
  static void close() {
    shell.close();
  }

  private static double number(String expression) {
    return Double.parseDouble(shell.eval(expression).get(0).value());
  }

  /** Every block of the page, one after the other in one session. */
  @Test
  void theBlocksOfThePageDoWhatThePageSays() throws Exception {
    String page = Files.readString(Path.of("docs/shell.md"));
    List<String> blocks = new ArrayList<>();
    BLOCK.matcher(page).results().forEach(found -> blocks.add(found.group(1)));
    assertThat(blocks).hasSizeGreaterThan(8);
    for (String block : blocks) {
      String moved = block.replaceAll("draw\\(\"", "draw(\"" + folder + "/");
      assertThat(JavaShell.evaluate(shell, moved)).as(block).isEmpty();
      Matcher answer = ANSWER.matcher(block);
      while (answer.find()) {
        assertThat(shell.eval(answer.group(1)).get(0).value()).isEqualTo(answer.group(2));
      }
    }
    assertThat(number("before.runningVariance()[0]")).isEqualTo(1);
    assertThat(number("after.runningVariance()[0]")).isNotEqualTo(1);
    assertThat(number("accuracy")).isGreaterThan(0.5);
    assertThat(number("mean(normalized, 64, 96)")).isLessThan(0.7 * number("mean(plain, 64, 96)"));
    assertThat(number("difference")).isLessThan(1e-12);
    assertThat(number("mean(losses, 48, 64)")).isLessThan(0.7 * number("mean(losses, 0, 8)"));
    assertThat(Files.readString(folder.resolve("losses.svg"))).contains("<svg", "SimpleNetBN");
    assertThat(Files.readString(folder.resolve("bn-lenet.svg"))).contains("<svg", "BN-LeNet");
  }

  @Test
  void theFirstFailureIsSaidWithItsLine() {
    assertThat(JavaShell.evaluate(shell, "int a = 1; int b = a +\n  1\n// done\n")).isEmpty();
    assertThat(number("b")).isEqualTo(2);
    assertThat(JavaShell.evaluate(shell, "int c = 1\n\nint d = c +;\nint e = 1"))
        .contains("line 3: illegal start of expression");
    assertThat(shell.variables().map(variable -> variable.name())).doesNotContain("e");
    assertThat(JavaShell.evaluate(shell, "int g() {\n  return unknown;\n}\ng()\n"))
        .contains("line 4: not declared: variable unknown");
    assertThat(JavaShell.evaluate(shell, "int h(\n").orElseThrow()).startsWith("line 1: ");
    assertThat(JavaShell.evaluate(shell, "\nnetwork(\"SimpelNet\")\n").orElseThrow())
        .startsWith("line 2: ")
        .contains("did you mean SimpleNet?");
    assertThat(JavaShell.evaluate(shell, "draw(\"x.png\", \"loss\")").orElseThrow())
        .contains(
            "0 curves for the file x.png; expected at least one, and a name that ends in .svg");
  }

  @Test
  void aFileIsRunToItsEndOrToItsFirstFailure() throws Exception {
    Path file = folder.resolve("two.jsh");
    Files.writeString(file, "System.out.println(1 + 1)\n");
    assertThat(run("shell", file.toString())).isEqualTo("0 2 ");
    Files.writeString(file, "System.out.println(2)\nint x = y\nSystem.out.println(3)\n");
    assertThat(run("shell", file.toString())).startsWith("1 2 bnlab: " + file + ", line 2: ");
    assertThat(run("shell", folder + "/none.jsh"))
        .startsWith("2 bnlab: ")
        .contains("expected a file of Java snippets");
  }

  private static String run(String... arguments) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    PrintStream stream = new PrintStream(out, true, StandardCharsets.UTF_8);
    PrintStream stdout = System.out;
    try {
      Terminal terminal = new Terminal(stream, stream, false, false, 100, false);
      int code = CommandLines.of(terminal).execute(arguments);
      return code + " " + out.toString(StandardCharsets.UTF_8).replaceAll("\\R", " ");
    } finally {
      System.setOut(stdout);
    }
  }

  /** What a user types, in a process that reads it from its standard input. */
  @Test
  void theShellAnswersWhatIsTyped() throws Exception {
    assertThat(process(List.of(), "data(\"synthetic-digits\", 20, 10)", "/exit 7"))
        .startsWith("7 ")
        .contains("synthetic-digits: 20 training, 0 validation, 10 test images");
  }

  @Test
  void aJavaWithoutItsShellIsSaid() throws Exception {
    assertThat(process(List.of("--limit-modules=java.se,jdk.unsupported")))
        .startsWith("1 bnlab: this Java (")
        .endsWith(" has no module jdk.jshell; set JAVA_HOME to a JDK 17 or newer. ");
  }

  private String process(List<String> options, String... typed) throws Exception {
    List<String> all = new ArrayList<>(options);
    all.add("-Djava.util.prefs.userRoot=" + folder);
    Path in = Files.write(folder.resolve("typed"), List.of(typed));
    Process process = JavaProcess.of(all, Main.class, "shell").redirectInput(in.toFile()).start();
    String printed = JavaProcess.output(process);
    return process.waitFor() + " " + printed.replaceAll("\\R", " ");
  }
}
