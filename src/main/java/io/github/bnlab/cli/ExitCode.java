package io.github.bnlab.cli;

/** What the exit status of the process means. */
final class ExitCode {
  /** Success; a trial that diverged is a result, not a failure. */
  static final int OK = 0;

  /** Something else went wrong. */
  static final int FAILURE = 1;

  /** The command line or a configuration cannot be used. */
  static final int USAGE = 2;

  /** Data are missing, damaged or not what they should be. */
  static final int DATA = 3;

  /** The backend cannot be used. */
  static final int BACKEND = 4;

  /** Results cannot be written, or another process is writing them. */
  static final int RECORDS = 5;

  /** The user interrupted. */
  static final int INTERRUPTED = 130;

  private ExitCode() {}
}
