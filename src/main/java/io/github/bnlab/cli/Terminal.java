package io.github.bnlab.cli;

import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Set;

/**
 * The output streams of the program.
 *
 * @param out results
 * @param err progress, notices, errors
 * @param outIsTerminal whether {@code out} is a terminal
 * @param errIsTerminal whether {@code err} is a terminal
 * @param columns width of the terminal
 * @param color whether escape sequences for color may be used
 */
record Terminal(
    PrintStream out,
    PrintStream err,
    boolean outIsTerminal,
    boolean errIsTerminal,
    int columns,
    boolean color) {
  private static final int DEFAULT_COLUMNS = 80;

  /**
   * The streams of this process. The launcher says by system properties what they are connected to;
   * without it Java's console tells. UTF-8 always, so that records and pipes do not depend on the
   * locale.
   */
  static Terminal ofProcess() {
    boolean console = System.console() != null;
    boolean noColor = System.getenv().getOrDefault("NO_COLOR", "").length() > 0;
    boolean out = told("bnlab.terminal.out", console);
    boolean err = told("bnlab.terminal.err", console);
    Integer columns = Integer.getInteger("bnlab.terminal.columns", DEFAULT_COLUMNS);
    return new Terminal(
        new PrintStream(
            new BufferedOutputStream(new ReaderMayLeave(new FileOutputStream(FileDescriptor.out))),
            true,
            StandardCharsets.UTF_8),
        new PrintStream(System.err, true, StandardCharsets.UTF_8),
        out,
        err,
        columns > 0 ? columns : DEFAULT_COLUMNS,
        out && !noColor);
  }

  /** Output whose reader may have read enough, as {@code head} has: that is not an error. */
  static final class ReaderMayLeave extends FilterOutputStream {
    /** Of Linux and macOS, and of Windows. */
    private static final Set<String> CLOSED_PIPE =
        Set.of("Broken pipe", "The pipe is being closed", "The pipe has been ended");

    ReaderMayLeave(OutputStream out) {
      super(out);
    }

    @Override
    public void write(byte[] bytes, int from, int length) throws IOException {
      try {
        out.write(bytes, from, length);
      } catch (IOException e) {
        if (!CLOSED_PIPE.contains(e.getMessage())) {
          throw e;
        }
      }
    }
  }

  private static boolean told(String property, boolean otherwise) {
    String value = System.getProperty(property);
    return value == null ? otherwise : Boolean.parseBoolean(value);
  }

  /**
   * Lets nothing that libraries print to {@code System.out} reach the terminal (SameDiff lists
   * every operation that it differentiates); this object keeps printing.
   */
  void silenceLibraries() {
    System.setOut(new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8));
  }

  /** One line to standard error. */
  void notice(String line) {
    err.println(line);
  }

  /** Whether everything was written; prints a message if it was not. */
  boolean isWritten() {
    boolean failed = out.checkError();
    if (failed) {
      notice(
          "bnlab: standard output cannot be written (is its disk full?); run the command again.");
    }
    err.flush();
    return !failed;
  }
}
