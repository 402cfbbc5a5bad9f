package io.github.bnlab.cli;

import io.github.bnlab.experiment.ProgressListener;

/** Shows only what a person has to know, such as that other data stand in. */
final class QuietProgress implements ProgressListener {
  private final Terminal terminal;

  QuietProgress(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public void notice(String line) {
    terminal.notice("! " + line);
  }
}
