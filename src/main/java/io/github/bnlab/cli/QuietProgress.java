package io.github.bnlab.cli;

import io.github.bnlab.experiment.TrialListener;

/** Shows only notices, such as that other data is used in place of the requested. */
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
