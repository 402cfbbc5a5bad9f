package io.github.bnlab.cli;

import picocli.CommandLine.Command;

/** A command that prints; every command has {@code --help} and {@code --version}. */
@Command(mixinStandardHelpOptions = true, versionProvider = RootCommand.Version.class)
abstract class PrintingCommand {
  /** Where to; set before the command is run. */
  Terminal terminal;

  /** Tells the user something, on standard error. */
  final void tell(String sentence) {
    terminal.say(sentence + ".");
  }
}
