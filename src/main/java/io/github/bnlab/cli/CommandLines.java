package io.github.bnlab.cli;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;

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
    line.addSubcommand(new RunCommand(terminal))
        .addSubcommand(new LimitCommand(terminal))
        .addSubcommand(new RangeCommand(terminal))
        .addSubcommand(new ReproduceCommand(terminal))
        .addSubcommand(new LayerCommand(terminal))
        .addSubcommand(new ListCommand(terminal))
        .addSubcommand(new ShowCommand(terminal))
        .addSubcommand(new LiveCommand(terminal))
        .addSubcommand(new ReportCommand(terminal))
        .addSubcommand(new CompareCommand(terminal))
        .addSubcommand(new EvaluateCommand(terminal))
        .addSubcommand(new PredictCommand(terminal))
        .addSubcommand(new ExportCommand(terminal))
        .addSubcommand(new ShellCommand(terminal))
        .addSubcommand(new DataCommand(terminal))
        .addSubcommand(new BenchCommand(terminal))
        .addSubcommand(new BenchWorkerCommand(terminal))
        .addSubcommand(new TrialWorkerCommand(terminal))
        .addSubcommand(new DoctorCommand(terminal))
        .addSubcommand(new CompletionCommand(terminal))
        .addSubcommand(new CommandLine.HelpCommand());
    line.getCommandSpec().usageMessage().exitCodeListHeading("%nExit codes:%n");
    line.getCommandSpec().usageMessage().exitCodeList(ExitCode.MEANINGS);
    ErrorLines errors = new ErrorLines(terminal, root);
    line.setOut(new PrintWriter(terminal.help(), true, StandardCharsets.UTF_8));
    line.setErr(new PrintWriter(terminal.err(), true, StandardCharsets.UTF_8));
    line.setColorScheme(CommandLine.Help.defaultColorScheme(terminal.color() ? Ansi.ON : Ansi.OFF));
    line.setUsageHelpAutoWidth(false);
    line.setUsageHelpWidth(Math.max(NARROWEST_HELP, Math.min(terminal.columns(), WIDEST_HELP)));
    line.setCaseInsensitiveEnumValuesAllowed(true);
    line.setParameterExceptionHandler(errors);
    line.setExecutionExceptionHandler(errors);
    line.setExecutionStrategy(
        parsed -> {
          Logging.configure(root.verbose);
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
}
