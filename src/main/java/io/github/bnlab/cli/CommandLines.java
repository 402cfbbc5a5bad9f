package io.github.bnlab.cli;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
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
    for (PrintingCommand command : commands()) {
      command.terminal = terminal;
      line.addSubcommand(command);
    }
    line.addSubcommand(new CommandLine.HelpCommand());
    Names.register(line);
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
        new BenchWorkerCommand(),
        new TrialWorkerCommand(),
        new DoctorCommand(),
        new CompletionCommand());
  }
}
