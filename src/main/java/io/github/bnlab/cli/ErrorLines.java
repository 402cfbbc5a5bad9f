package io.github.bnlab.cli;

import io.github.bnlab.backend.BackendException;
import io.github.bnlab.benchmark.BenchmarkException;
import io.github.bnlab.config.ConfigException;
import io.github.bnlab.dataset.DataException;
import io.github.bnlab.recording.files.RecordException;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * Turns an exception into one line and an exit code; with --verbose also prints the stack trace.
 */
record ErrorLines(Terminal terminal, RootCommand root)
    implements IParameterExceptionHandler, IExecutionExceptionHandler {
  @Override
  public int handleParseException(ParameterException e, String[] args) {
    String name = e.getCommandLine().getCommandSpec().qualifiedName();
    String message =
        e instanceof UnmatchedArgumentException unmatched
            ? Suggestions.message(unmatched, args)
            : e.getMessage();
    print(sentence(message) + " See `" + name + " --help`.");
    return ExitCode.USAGE;
  }

  @Override
  public int handleExecutionException(Exception e, CommandLine command, ParseResult parsed) {
    print(message(e));
    if (root.verbose) {
      e.printStackTrace(Terminal.plain(terminal.err()));
    }
    return code(e);
  }

  static int code(Throwable e) {
    if (e instanceof ConfigException) {
      return ExitCode.USAGE;
    } else if (e instanceof DataException) {
      return ExitCode.DATA;
    } else if (e instanceof BackendException) {
      return ExitCode.BACKEND;
    } else if (e instanceof RecordException) {
      return ExitCode.RECORDS;
    }
    return e instanceof InterruptedException ? ExitCode.INTERRUPTED : ExitCode.FAILURE;
  }

  private String message(Exception e) {
    boolean expected = code(e) != ExitCode.FAILURE || e instanceof BenchmarkException;
    if (expected && e.getMessage() != null) {
      return e.getMessage();
    }
    String hint = root.verbose ? "" : " (--verbose shows where)";
    return e + hint;
  }

  private static String sentence(String message) {
    return message.endsWith(".") || message.endsWith("?") ? message : message + ".";
  }

  private void print(String message) {
    terminal.notice("bnlab: " + message.strip());
  }
}
