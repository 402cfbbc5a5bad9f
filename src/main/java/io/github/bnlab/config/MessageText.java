package io.github.bnlab.config;

/** Text from files and arguments, made fit for messages. */
public final class MessageText {
  private static final int SHOWN = 60;

  private MessageText() {}

  /** On one line: whatever would break it, or steer a terminal, becomes a space. */
  public static String onOneLine(String text) {
    return String.valueOf(text).replaceAll("[\\p{Cntrl}\\u2028\\u2029]+", " ").strip();
  }

  /** On one line, quoted, and cut to a length to be read. */
  public static String quoted(String text) {
    String line = String.valueOf(text).replaceAll("[\\p{Cntrl}\\u2028\\u2029]+", " ");
    return "'" + (line.length() > SHOWN ? line.substring(0, SHOWN) + "..." : line) + "'";
  }
}
