package io.github.bnlab.cli;

/** Entry point. */
public final class Main {
  private Main() {}

  /** Runs one command and ends the process with its exit code, one of {@link ExitCode}. */
  public static void main(String[] args) {
    Terminal terminal = Terminal.ofProcess();
    int code = CommandLines.of(terminal).execute(args);
    System.exit(terminal.isWritten() ? code : ExitCode.RECORDS);
  }
}
