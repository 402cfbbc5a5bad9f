package io.github.bnlab.cli;

import io.github.bnlab.config.MessageText;
import java.io.BufferedOutputStream;
import java.io.File;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.commons.io.output.ProxyOutputStream;
import org.apache.commons.text.WordUtils;

/**
 * The output streams of the program.
 *
 * @param out results
 * @param err progress, notices, errors
 * @param outIsTerminal whether {@code out} is a terminal
 * @param errIsTerminal whether {@code err} is a terminal
 * @param columns width of the terminal
 * @param color whether escape sequences for color may be used
 * @param status what happens now, on {@code err}
 */
record Terminal(
    PrintStream out,
    PrintStream err,
    boolean outIsTerminal,
    boolean errIsTerminal,
    int columns,
    boolean color,
    StatusLines status) {
  private static final int DEFAULT_COLUMNS = 80;
  private static final int FEWEST_COLUMNS = 20;

  Terminal(
      PrintStream out,
      PrintStream err,
      boolean outIsTerminal,
      boolean errIsTerminal,
      int columns,
      boolean color) {
    this(
        out,
        err,
        outIsTerminal,
        errIsTerminal,
        columns,
        color,
        new StatusLines(err, errIsTerminal, columns));
  }

  Terminal {
    out = new Plain(out);
  }

  /**
   * The streams of this process. The launcher says by system properties what they are connected to;
   * without it Java's console tells. UTF-8 always, so that records and pipes do not depend on the
   * locale.
   */
  static Terminal ofProcess() {
    String console = Boolean.toString(System.console() != null);
    boolean noColor = !System.getenv().getOrDefault("NO_COLOR", "").isEmpty();
    boolean out = Boolean.parseBoolean(System.getProperty("bnlab.terminal.out", console));
    boolean err = Boolean.parseBoolean(System.getProperty("bnlab.terminal.err", console));
    return new Terminal(
        new PrintStream(
            new BufferedOutputStream(new ReaderMayLeave(new FileOutputStream(FileDescriptor.out))),
            true,
            StandardCharsets.UTF_8),
        new PrintStream(System.err, true, StandardCharsets.UTF_8),
        out,
        err && movesCursor(),
        columnsOf(System.getenv("COLUMNS"), System.getProperty("bnlab.terminal.columns")),
        out && !noColor);
  }

  /** The results' stream as it is: for help, which the program alone writes, with its colors. */
  PrintStream help() {
    return ((Plain) out).raw;
  }

  /** A stream for text of any origin: no control character in it reaches the terminal. */
  static PrintStream plain(PrintStream raw) {
    return new Plain(raw);
  }

  /** Text without control characters other than tabs and the ends of lines. */
  private static final class Plain extends PrintStream {
    private final PrintStream raw;

    Plain(PrintStream raw) {
      super(new WithoutControls(raw), true, StandardCharsets.UTF_8);
      this.raw = raw;
    }

    @Override
    public boolean checkError() {
      return super.checkError() | raw.checkError();
    }
  }

  /** Writes spaces in the place of control characters of UTF-8; those of two bytes do not break. */
  private static final class WithoutControls extends FilterOutputStream {
    private int before;

    WithoutControls(OutputStream out) {
      super(out);
    }

    @Override
    public void write(byte[] bytes, int from, int length) throws IOException {
      byte[] plain = Arrays.copyOfRange(bytes, from, from + length);
      for (int i = 0; i < length; i++) {
        int value = plain[i] & 0xff;
        if (value < ' ' && "\t\r\n".indexOf(value) < 0 || value == 0x7f) {
          plain[i] = ' ';
        } else if (before == 0xc2 && value >= 0x80 && value < 0xa0) {
          plain[i] = (byte) 0xa0;
        }
        before = value;
      }
      out.write(plain);
    }

    @Override
    public void write(int value) throws IOException {
      write(new byte[] {(byte) value}, 0, 1);
    }
  }

  /** The first that is a number of columns. */
  static int columnsOf(String... given) {
    return Stream.of(given)
        .filter(text -> text != null && text.matches("[1-9][0-9]{0,3}"))
        .findFirst()
        .map(text -> Math.max(FEWEST_COLUMNS, Integer.parseInt(text)))
        .orElse(DEFAULT_COLUMNS);
  }

  /** Of Windows, not every console does. */
  private static boolean movesCursor() {
    Set<String> names = System.getenv().keySet();
    return File.separatorChar == '\\'
        ? names.contains("WT_SESSION") || names.contains("TERM")
        : !"dumb".equals(System.getenv("TERM"));
  }

  /** Where results go; the status is removed first, so that the two never mix. */
  @Override
  public PrintStream out() {
    status.clear();
    return out;
  }

  /** Columns that a line of a result may have: all that it needs where it goes to a file. */
  int width() {
    return outIsTerminal ? columns : Integer.MAX_VALUE;
  }

  /** A line of results, formatted in the same way in every locale. */
  void line(String format, Object... values) {
    out().println(String.format(Locale.ROOT, format, values));
  }

  /** A sentence to standard output. */
  void result(String sentence) {
    out().println(outIsTerminal ? wrapped(sentence, columns - 1, 0) : sentence);
  }

  /** Shows what happens now, until the next result or status. */
  void doing(String what) {
    status.show(List.of(what + " ..."));
  }

  /** Output whose reader may have read enough, as {@code head} has: that is not an error. */
  static final class ReaderMayLeave extends ProxyOutputStream {
    /** Of Linux and macOS, and of Windows. */
    private static final Set<String> CLOSED_PIPE =
        Set.of("Broken pipe", "The pipe is being closed", "The pipe has been ended");

    ReaderMayLeave(OutputStream out) {
      super(out);
    }

    @Override
    protected void handleIOException(IOException e) throws IOException {
      if (!CLOSED_PIPE.contains(e.getMessage())) {
        throw e;
      }
    }
  }

  /**
   * Lets nothing that libraries print to {@code System.out} reach the terminal (SameDiff lists
   * every operation that it differentiates); this object keeps printing.
   */
  void silenceLibraries() {
    System.setOut(new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8));
  }

  /** A notice of this program itself, which it names. */
  void say(String sentence) {
    notice("bnlab: " + sentence);
  }

  /**
   * A line to standard error, without control characters; on a terminal words are not cut at its
   * edge.
   */
  void notice(String line) {
    String plain = MessageText.withoutBreaks(line);
    status.above(errIsTerminal ? wrapped(plain, columns - 3, 2) : plain);
  }

  /** A text in lines of whole words, all but the first one indented. */
  static String wrapped(String text, int length, int indent) {
    return WordUtils.wrap(text, length, System.lineSeparator() + " ".repeat(indent), false);
  }

  /** Whether everything was written; prints a message if it was not. */
  boolean isWritten() {
    boolean failed = out().checkError();
    if (failed) {
      say(
          "standard output cannot be written (is it closed, or its disk full?); run the command again.");
    }
    err.flush();
    return !failed;
  }
}
