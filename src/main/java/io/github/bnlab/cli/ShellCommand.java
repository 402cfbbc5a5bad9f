package io.github.bnlab.cli;

import java.io.PrintStream;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(
    name = "shell",
    description = {
      "Start the Java shell of the JDK (jshell) with the classes of this program, of DL4J and of"
          + " ND4J, or run a file of Java snippets up to the first that fails.",
      "The shell has the helpers data(NAME), network(NAME, SETTINGS ...), train(NETWORK, DATA, STEPS)"
          + " and draw(FILE, TITLE, CURVE ...); docs/shell.md has examples."
    },
    footer = {
      "",
      "Examples:",
      "  bnlab shell",
      "  bnlab shell experiment.jsh",
      "",
      "In the shell:",
      "  var digits = data(\"synthetic-digits\", 2000, 500)",
      "  var net = network(\"SimpleNetBN\", \"training.learningRate=0.5\")",
      "  var losses = train(net, digits, 100)",
      "  draw(\"losses.svg\", \"training loss\", curve(\"SimpleNetBN\", losses))"
    })
final class ShellCommand extends PrintingCommand implements Callable<Integer> {
  private static final String MODULE = "jdk.jshell";

  @Parameters(
      paramLabel = "FILE.jsh",
      arity = "0..1",
      description = "File of Java snippets to run (default: read them from the terminal).")
  private Path file;

  @Override
  public Integer call() throws Exception {
    if (ModuleLayer.boot().findModule(MODULE).isEmpty()) {
      terminal.say(
          "this Java (%s) has no module %s; set JAVA_HOME to a JDK 17 or newer."
              .formatted(System.getProperty("java.home"), MODULE));
      return ExitCode.FAILURE;
    }
    PrintStream libraries = System.out;
    System.setOut(file == null ? terminal.help() : terminal.out());
    try {
      return file == null ? JavaShell.interactive() : JavaShell.run(file, terminal);
    } finally {
      System.setOut(libraries);
    }
  }
}
