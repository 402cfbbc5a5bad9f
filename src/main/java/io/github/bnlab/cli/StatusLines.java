package io.github.bnlab.cli;

import io.github.bnlab.config.MessageText;
import java.io.PrintStream;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The last lines of a terminal, which say what happens now and are redrawn in place. Lines that
 * stay are printed above them. Where there is no terminal, only the lines that stay are printed.
 */
final class StatusLines {
  private static final long INTERVAL_NANOS = 100_000_000;

  private static final String LINES_UP = "\u001b[%dA";
  private static final String ERASE_TO_END_OF_LINE = "\u001b[K";
  private static final String ERASE_BELOW = "\u001b[J";

  /** A terminal that became narrower cuts lines off while this holds. */
  private static final String WRAP_OFF = "\u001b[?7l";

  private static final String WRAP_ON = "\u001b[?7h";

  private final PrintStream err;
  private final int columns;
  private boolean shown;
  private List<String> lines = List.of();
  private long drawn;

  /** No lines yet; none are ever shown where {@code err} is no terminal. */
  StatusLines(PrintStream err, boolean shown, int columns) {
    this.err = err;
    this.shown = shown;
    this.columns = columns;
  }

  /** Whether there is a terminal to draw on. */
  boolean isShown() {
    return shown;
  }

  /**
   * Whether the lines are old enough to be drawn again; a terminal takes a few drawings a second.
   */
  synchronized boolean isDue() {
    return shown && System.nanoTime() - drawn >= INTERVAL_NANOS;
  }

  /** Draws these lines in place of the last ones. */
  synchronized void show(List<String> now) {
    if (shown) {
      String start = toStart();
      lines = List.copyOf(now);
      print(start + drawing());
    }
  }

  /** Prints a line that stays. */
  synchronized void above(String line) {
    print(toStart() + line + System.lineSeparator() + drawing());
  }

  synchronized void clear() {
    if (!lines.isEmpty()) {
      print(toStart());
      lines = List.of();
    }
  }

  /** Removes the lines and draws none from now on. */
  synchronized void turnOff() {
    clear();
    shown = false;
  }

  private String toStart() {
    if (lines.isEmpty()) {
      return "";
    }
    String up = lines.size() > 1 ? LINES_UP.formatted(lines.size() - 1) : "";
    return "\r" + up + ERASE_BELOW;
  }

  private String drawing() {
    if (lines.isEmpty()) {
      return "";
    }
    return lines.stream()
        .map(MessageText::withoutBreaks)
        .map(line -> line.substring(0, Math.min(line.length(), columns - 1)))
        .collect(Collectors.joining(ERASE_TO_END_OF_LINE + "\n", WRAP_OFF, WRAP_ON));
  }

  private void print(String text) {
    err.print(text);
    err.flush();
    drawn = System.nanoTime();
  }
}
