package io.github.bnlab.cli;

import io.github.bnlab.backend.BackendException;
import io.github.bnlab.config.ConfigException;
import io.github.bnlab.dataset.DataException;
import io.github.bnlab.recording.files.RecordException;
import java.nio.file.InvalidPathException;
import java.util.Map;
import picocli.CommandLine.Model.UsageMessageSpec;

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
  static final Map<String, String> MEANINGS =
      UsageMessageSpec.keyValuesMap(
          OK + ":done; a trial that diverged is a result, not a failure",
          FAILURE + ":a trial or the program failed",
          USAGE + ":the command line or a configuration cannot be used",
          DATA + ":data are missing, damaged, or not what they should be",
          BACKEND + ":the backend or the cluster cannot be used",
          RECORDS + ":results cannot be written, or another process is writing them",
          INTERRUPTED
              + ", 143, 129:interrupted by SIGINT, SIGTERM, SIGHUP; the same command continues, with"
              + " --rerun it begins again");

  private ExitCode() {}

  /** The code of a command that ends with an exception. */
  static int of(Throwable e) {
    if (e instanceof ConfigException || e instanceof InvalidPathException) {
      return USAGE;
    } else if (e instanceof DataException) {
      return DATA;
    } else if (e instanceof BackendException) {
      return BACKEND;
    } else if (e instanceof RecordException) {
      return RECORDS;
    }
    return e instanceof InterruptedException ? INTERRUPTED : FAILURE;
  }
}
