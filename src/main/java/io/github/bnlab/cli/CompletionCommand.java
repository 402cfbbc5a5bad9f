package io.github.bnlab.cli;

import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

@Command(
    name = "completion",
    description = "Print a script with which bash or zsh completes the commands of bnlab.",
    footer = {
      "",
      "Add this line to ~/.bashrc or ~/.zshrc (bnlab must be on the PATH):",
      "  eval \"$(bnlab completion)\""
    })
final class CompletionCommand extends PrintingCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    terminal.out().print(AutoComplete.bash(spec.root().name(), spec.root().commandLine()));
  }
}
