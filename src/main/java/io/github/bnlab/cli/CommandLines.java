package io.github.bnlab.cli;

import io.github.bnlab.benchmark.BenchmarkException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** The command line: commands, their parameters, and what happens when one fails. */
final class CommandLines {
  /** Picocli takes no less. */
  private static final int NARROWEST_HELP = 55;

  private static final int WIDEST_HELP = 100;

  private CommandLines() {}

  /** All commands, printing to {@code terminal}. */
  static CommandLine of(Terminal terminal) {
    RootCommand root = new RootCommand();
    CommandLine line = new CommandLine(root);
    for (PrintingCommand command : commands()) {
      command.terminal = terminal;
      line.addSubcommand(command);
    }
    line.addSubcommand(new CommandLine.HelpCommand());
    Names.register(line);
    line.getCommandSpec().usageMessage().exitCodeListHeading("%nExit codes:%n");
    line.getCommandSpec().usageMessage().exitCodeList(ExitCode.MEANINGS);
    line.setOut(new PrintWriter(terminal.help(), true, StandardCharsets.UTF_8));
    line.setErr(new PrintWriter(terminal.err(), true, StandardCharsets.UTF_8));
    line.setColorScheme(CommandLine.Help.defaultColorScheme(terminal.color() ? Ansi.ON : Ansi.OFF));
    line.setUsageHelpAutoWidth(false);
    line.setUsageHelpWidth(Math.max(NARROWEST_HELP, Math.min(terminal.columns(), WIDEST_HELP)));
    line.setCaseInsensitiveEnumValuesAllowed(true);
    line.setParameterExceptionHandler(
        (e, arguments) -> {
          terminal.say(message(e, arguments).strip());
          return ExitCode.USAGE;
        });
    line.setExecutionExceptionHandler(
        (e, command, parsed) -> {
          terminal.say(message(e, root.verbose).strip());
          if (root.verbose) {
            e.printStackTrace(Terminal.plain(terminal.err()));
          }
          return ExitCode.of(e);
        });
    line.setExecutionStrategy(
        parsed -> {
          setLogLevels(root.verbose);
          if (!root.verbose) {
            terminal.silenceLibraries();
          }
          try {
            return new CommandLine.RunLast().execute(parsed);
          } finally {
            terminal.status().clear();
          }
        });
    return line;
  }

  private static String message(ParameterException e, String[] arguments) {
    String message =
        e instanceof UnmatchedArgumentException unmatched
            ? Suggestions.message(unmatched, arguments)
            : e.getMessage();
    String end = message.endsWith(".") || message.endsWith("?") ? "" : ".";
    String name = e.getCommandLine().getCommandSpec().qualifiedName();
    return message + end + " See `" + name + " --help`.";
  }

  private static String message(Exception e, boolean verbose) {
    boolean expected = ExitCode.of(e) != ExitCode.FAILURE || e instanceof BenchmarkException;
    return expected && e.getMessage() != null
        ? e.getMessage()
        : e + (verbose ? "" : " (--verbose shows where)");
  }

  /**
   * Of the libraries, before any of them is loaded: everything from INFO with {@code --verbose},
   * else only errors. A value given on the Java command line wins.
   */
  private static void setLogLevels(boolean verbose) {
    System.setProperty("slf4j.internal.verbosity", verbose ? "INFO" : "ERROR");
    Map.of(
            "defaultLogLevel",
            verbose ? "info" : "error",
            // Spark logs as errors what is told otherwise, such as a lost executor.
            "log.org.apache.spark",
            verbose ? "info" : "off",
            "showThreadName",
            "false",
            "showShortLogName",
            "true")
        .forEach((k, v) -> System.getProperties().putIfAbsent("org.slf4j.simpleLogger." + k, v));
  }

  /** In the order of {@code bnlab --help}. */
  private static List<PrintingCommand> commands() {
    return List.of(
        new RunCommand(),
        new LimitCommand(),
        new RangeCommand(),
        new ReproduceCommand(),
        new LayerCommand(),
        new ListCommand(),
        new ShowCommand(),
        new LiveCommand(),
        new ReportCommand(),
        new CompareCommand(),
        new EvaluateCommand(),
        new PredictCommand(),
        new ExportCommand(),
        new ShellCommand(),
        new DataCommand(),
        new BenchCommand(),
        new WorkerCommands.OfBench(),
        new WorkerCommands.OfTrials(),
        new DoctorCommand(),
        new CompletionCommand());
  }
}
