package io.github.bnlab.cli;

import io.github.bnlab.config.KnownNames;
import io.github.bnlab.config.Similar;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.UnmatchedArgumentException;

/** What the user probably meant by an argument that no command takes. */
final class Suggestions {
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

  private Suggestions() {}

  /** What is wrong with some arguments, with a suggestion where there is one. */
  static String message(UnmatchedArgumentException e, String[] arguments) {
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
      return e.getMessage();
    }
    List<String> known = new ArrayList<>(command.getSubcommands().keySet());
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
}
