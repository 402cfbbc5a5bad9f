package io.github.bnlab.cli;

import io.github.bnlab.config.MessageText;
import io.github.bnlab.dataset.DataLocations;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** Entry point. */
public final class Main {
  private Main() {}

  /** Runs one command and ends the process with its exit code, one of {@link ExitCode}. */
  public static void main(String[] args) {
    // Sequences that move the cursor, and files and answers to other programs, need these digits.
    Locale.setDefault(Locale.Category.FORMAT, Locale.ROOT);
    Terminal terminal = Terminal.ofProcess();
    Optional<String> replaced = replaced(args);
    replaced.ifPresent(text -> terminal.say(refusal(text)));
    int code = replaced.isPresent() ? ExitCode.USAGE : CommandLines.of(terminal).execute(args);
    System.exit(terminal.isWritten() ? code : ExitCode.RECORDS);
  }

  /**
   * An argument or a folder in which Java has put {@code U+FFFD} for what it cannot decode: it
   * would name another file than the user does.
   */
  private static Optional<String> replaced(String... args) {
    Stream<String> folders =
        Stream.of("user.dir", "user.home", "bnlab.home", "java.io.tmpdir")
            .map(name -> System.getProperty(name, ""));
    Stream<String> data = Stream.of(System.getenv().getOrDefault(DataLocations.VARIABLE, ""));
    return Stream.of(Stream.of(args), folders, data)
        .flatMap(texts -> texts)
        .filter(text -> text.indexOf('\ufffd') >= 0)
        .findFirst();
  }

  private static String refusal(String text) {
    String encoding = System.getProperty("sun.jnu.encoding", "UTF-8");
    return MessageText.quoted(text)
        + (encoding.equals("UTF-8")
            ? " is not text in UTF-8; rename the file or folder"
            : " is not text in this locale's encoding, " + encoding + "; set LC_ALL=C.UTF-8")
        + " and run the command again.";
  }
}
