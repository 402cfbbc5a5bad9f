package io.github.bnlab.cli;

import io.github.bnlab.experiment.RunOptions.Earlier;
import picocli.CommandLine.Option;

/** {@code --rerun}, of every command that trains. */
class RerunOption {
  @Option(
      names = "--rerun",
      description = "Run all trials from their beginning and replace earlier runs of them.")
  private boolean rerun;

  Earlier chosen() {
    return rerun ? Earlier.RERUN : Earlier.GO_ON;
  }
}
