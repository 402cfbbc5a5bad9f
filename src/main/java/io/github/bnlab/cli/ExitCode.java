package io.github.bnlab.cli;

import java.util.LinkedHashMap;
import java.util.Map;

/** What the exit status of the process means. */
final class ExitCode {
  static final int OK = 0;
  static final int FAILURE = 1;
  static final int USAGE = 2;
  static final int DATA = 3;
  static final int BACKEND = 4;
  static final int RECORDS = 5;
  static final int INTERRUPTED = 130;

  /** All codes, as {@code bnlab --help} and the README list them. */
  static final Map<String, String> MEANINGS = new LinkedHashMap<>();

  static {
    MEANINGS.put(OK + "", "done; a trial that diverged is a result, not a failure");
    MEANINGS.put(FAILURE + "", "a trial or the program failed");
    MEANINGS.put(USAGE + "", "the command line or a configuration cannot be used");
    MEANINGS.put(DATA + "", "data are missing, damaged, or not what they should be");
    MEANINGS.put(BACKEND + "", "the backend or the cluster cannot be used");
    MEANINGS.put(RECORDS + "", "results cannot be written, or another process is writing them");
    MEANINGS.put(
        INTERRUPTED + ", 143, 129",
        "interrupted by SIGINT, SIGTERM, SIGHUP; the same command continues");
  }

  private ExitCode() {}
}
