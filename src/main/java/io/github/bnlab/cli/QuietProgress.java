package io.github.bnlab.cli;

import io.github.bnlab.experiment.TrialListener;

/** Shows only what a person has to know, such as that other data stand in. */
final class QuietProgress implements TrialListener {
  private final Terminal terminal;

  QuietProgress(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public void notice(String line) {
    terminal.notice("! " + line);
  }
}
