package io.github.bnlab.cli;

import static io.github.bnlab.config.BatchNormImplementation.BUILT_IN;
import static io.github.bnlab.config.BatchNormImplementation.CUSTOM;
import static io.github.bnlab.config.BatchNormImplementation.LAYER_NORM;

import io.github.bnlab.benchmark.BenchmarkException;
import io.github.bnlab.benchmark.TimedStep;
import io.github.bnlab.config.BatchNormConvention;
import io.github.bnlab.config.BatchNormConventions;
import io.github.bnlab.config.BatchNormImplementation;
import io.github.bnlab.config.InferenceStatistics;
import io.github.bnlab.config.KnownNames;
import io.github.bnlab.config.MessageText;
import io.github.bnlab.config.NetworkName;
import io.github.bnlab.config.Similar;
import io.github.bnlab.config.TrialConfig.BackendKind;
import io.github.bnlab.experiment.TrialFailedException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.TypeConversionException;
import picocli.CommandLine.UnmatchedArgumentException;

/** The command line: commands, their parameters, and what happens when one fails. */
final class CommandLines {
  /** What other programs call the commands. */
  private static final Map<String, String> OTHER_NAMES =
      Map.of(
          "train", "run",
          "fit", "run",
          "sweep", "run",
          "benchmark", "bench",
          "plot", "report",
          "draw", "report",
          "check", "doctor",
          "download", "data fetch",
          "config", "show");

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
    registerNames(line);
    line.getCommandSpec().usageMessage().exitCodeListHeading("%nExit codes:%n");
    line.getCommandSpec().usageMessage().exitCodeList(ExitCode.MEANINGS);
    line.setOut(new PrintWriter(terminal.help(), true, StandardCharsets.UTF_8));
    line.setErr(new PrintWriter(terminal.err(), true, StandardCharsets.UTF_8));
    line.setColorScheme(CommandLine.Help.defaultColorScheme(terminal.color() ? Ansi.ON : Ansi.OFF));
    line.setUsageHelpAutoWidth(false);
    // Picocli takes no less than 55.
    line.setUsageHelpWidth(Math.max(55, Math.min(terminal.columns(), 100)));
    line.setCaseInsensitiveEnumValuesAllowed(true);
    line.setParameterExceptionHandler(
        (e, arguments) -> {
          terminal.say(usageMessage(e, arguments).strip());
          return ExitCode.USAGE;
        });
    line.setExecutionExceptionHandler(
        (e, command, parsed) -> {
          terminal.say(failureMessage(e, root.verbose).strip());
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

  /** Has a command line read paths, and know networks, conventions, statistics and steps. */
  private static void registerNames(CommandLine line) {
    List<InferenceStatistics> statistics = List.of(InferenceStatistics.values());
    List<BatchNormConvention> conventions = BatchNormConventions.all();
    line.registerConverter(Path.class, CommandLines::path);
    line.registerConverter(
        NetworkName.class, given -> find(given, NetworkName.all(), NetworkName::name));
    line.registerConverter(
        BatchNormConvention.class, given -> find(given, conventions, BatchNormConvention::name));
    line.registerConverter(
        InferenceStatistics.class, given -> find(given, statistics, KnownNames::label));
    line.registerConverter(
        BackendKind.class, given -> find(given, List.of(BackendKind.values()), KnownNames::label));
    line.registerConverter(
        TimedStep.class, given -> find(given, List.of(TimedStep.values()), KnownNames::label));
    registerNames(line, "bench", CUSTOM, BUILT_IN);
    registerNames(line, "layer", CUSTOM, BUILT_IN, LAYER_NORM);
  }

  private static void registerNames(
      CommandLine line, String command, BatchNormImplementation... implementations) {
    line.getSubcommands()
        .get(command)
        .registerConverter(
            BatchNormImplementation.class,
            given -> find(given, List.of(implementations), KnownNames::label));
  }

  private static Path path(String given) {
    if (given.isBlank()) {
      throw new TypeConversionException(
          "'" + given + "' is no path; give the path of a file or folder");
    }
    try {
      return Path.of(given);
    } catch (InvalidPathException e) {
      throw new TypeConversionException(
          "'%s' is no path on this system (%s)".formatted(given, e.getReason()));
    }
  }

  /** The one of a name, in upper or lower case. */
  static <T> T find(String given, List<T> known, Function<T, String> name) {
    List<String> names = known.stream().map(name).toList();
    return known.stream()
        .filter(each -> name.apply(each).equalsIgnoreCase(given))
        .findFirst()
        .orElseThrow(
            () ->
                new TypeConversionException(
                    "'%s' is unknown; expected one of %s.%s"
                        .formatted(
                            given,
                            String.join(", ", names),
                            hint(Similar.nearest(given, names).stream().toList()))));
  }

  private static String usageMessage(ParameterException e, String[] arguments) {
    String message =
        e instanceof UnmatchedArgumentException unmatched
            ? unmatched(unmatched, arguments)
            : plain(e.getMessage());
    String end = message.endsWith(".") || message.endsWith("?") ? "" : ".";
    String name = e.getCommandLine().getCommandSpec().qualifiedName();
    return message + end + " See `" + name + " --help`.";
  }

  /** A message of picocli without its own words for types and positions. */
  private static String plain(String message) {
    return message
        .replaceFirst("^Error: ", "")
        .replaceFirst("^Unknown subcommand '(.*)'", "There is no command $1")
        .replaceFirst("positional parameter at index [^ ]+ \\((.+?)\\)", "$1")
        .replaceFirst("is not an? (int|long)$", "is not a whole number, or is too large")
        .replaceFirst("is not a double$", "is not a number");
  }

  /** What is wrong with arguments that no command takes, with what was probably meant. */
  private static String unmatched(UnmatchedArgumentException e, String[] arguments) {
    String given = e.getUnmatched().get(0);
    CommandLine command = e.getCommandLine();
    if (given.startsWith("-")) {
      String missing = "There is no option " + given.replaceAll("=.*", "");
      List<String> settings = takesSettings(command) ? settings(given, arguments) : List.of();
      return settings.isEmpty()
          ? missing + "." + hint(e.getSuggestions())
          : missing + "; settings are given as key=value." + hint(settings);
    }
    if (command.getSubcommands().isEmpty()) {
      return MessageText.quoted(given) + " is one argument too many";
    }
    List<String> known = new ArrayList<>(command.getSubcommands().keySet());
    known.removeIf(
        name -> command.getSubcommands().get(name).getCommandSpec().usageMessage().hidden());
    known.addAll(OTHER_NAMES.keySet());
    Optional<String> meant =
        Similar.nearest(given, known).map(name -> OTHER_NAMES.getOrDefault(name, name));
    return "There is no command " + given + "." + hint(meant.stream().toList());
  }

  private static boolean takesSettings(CommandLine command) {
    return command.getCommandSpec().positionalParameters().stream()
        .anyMatch(parameter -> parameter.paramLabel().equals(ConfigArguments.SETTING));
  }

  private static String hint(List<String> suggestions) {
    return suggestions.isEmpty() ? "" : " Did you mean " + String.join(" or ", suggestions) + "?";
  }

  /** {@code --lr 0.1} and {@code --lr=0.1} as settings. */
  private static List<String> settings(String given, String[] arguments) {
    String[] parts = given.replaceAll("^-+", "").split("=", 2);
    int next = Arrays.asList(arguments).indexOf(given) + 1;
    String follows = next > 0 && next < arguments.length ? arguments[next] : "VALUE";
    String value = parts.length > 1 ? parts[1] : follows;
    return KnownNames.keysCalled(parts[0]).stream().map(key -> key + "=" + value).toList();
  }

  private static String failureMessage(Exception e, boolean verbose) {
    boolean expected =
        ExitCode.of(e) != ExitCode.FAILURE
            || e instanceof BenchmarkException
            || e instanceof TrialFailedException;
    return expected && e.getMessage() != null
        ? e.getMessage()
        : e + (verbose ? "" : " (--verbose shows where)");
  }

  /**
   * Of the libraries, before any of them is loaded: everything from INFO with {@code --verbose},
   * else only errors, of Spark nothing. A level given on the Java command line wins.
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
