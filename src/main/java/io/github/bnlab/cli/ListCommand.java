package io.github.bnlab.cli;

import io.github.bnlab.config.NetworkKind;
import java.io.PrintStream;
import picocli.CommandLine.Command;

/** {@code bnlab list}: what a configuration can name. Loads no native library. */
@Command(
    name = "list",
    mixinStandardHelpOptions = true,
    versionProvider = RootCommand.Version.class,
    description = "List configurations, networks, data sets and batch-norm conventions.")
final class ListCommand implements Runnable {
  private final Terminal terminal;

  ListCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public void run() {
    PrintStream out = terminal.out();
    out.println("Networks");
    for (NetworkKind kind : NetworkKind.values()) {
      out.println("  " + kind.label() + ": " + String.join(", ", kind.places()));
    }
  }
}
