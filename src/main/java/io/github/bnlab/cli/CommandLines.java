package io.github.bnlab.cli;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;

/** The command line: commands, their parameters, and what happens when one fails. */
final class CommandLines {
  private CommandLines() {}

  /** All commands, printing to {@code terminal}. */
  static CommandLine of(Terminal terminal) {
    RootCommand root = new RootCommand();
    CommandLine line = new CommandLine(root);
    line.addSubcommand(new RunCommand(terminal))
        .addSubcommand(new LimitCommand(terminal))
        .addSubcommand(new RangeCommand(terminal))
        .addSubcommand(new ListCommand(terminal))
        .addSubcommand(new ShowCommand(terminal))
        .addSubcommand(new ReportCommand(terminal))
        .addSubcommand(new CompareCommand(terminal))
        .addSubcommand(new DataCommand(terminal))
        .addSubcommand(new BenchCommand(terminal))
        .addSubcommand(new BenchWorkerCommand(terminal))
        .addSubcommand(new DoctorCommand(terminal));
    ErrorLines errors = new ErrorLines(terminal, root);
    line.setOut(new PrintWriter(terminal.help(), true, StandardCharsets.UTF_8));
    line.setErr(new PrintWriter(terminal.err(), true, StandardCharsets.UTF_8));
    line.setColorScheme(CommandLine.Help.defaultColorScheme(terminal.color() ? Ansi.ON : Ansi.OFF));
    line.setUsageHelpAutoWidth(false);
    line.setUsageHelpWidth(Math.max(60, Math.min(terminal.columns(), 100)));
    line.setCaseInsensitiveEnumValuesAllowed(true);
    line.setParameterExceptionHandler(errors);
    line.setExecutionExceptionHandler(errors);
    line.setExecutionStrategy(
        parsed -> {
          Logging.configure(root.verbose);
          if (!root.verbose) {
            terminal.silenceLibraries();
          }
          return new CommandLine.RunLast().execute(parsed);
        });
    return line;
  }
}
