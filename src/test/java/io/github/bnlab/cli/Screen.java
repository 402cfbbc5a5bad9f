package io.github.bnlab.cli;

import java.util.ArrayList;
import java.util.List;

/**
 * What a terminal shows of what is printed to it: rows of characters, carriage returns, and the
 * escape sequences that {@link StatusLines} uses. Any other is an error.
 */
final class Screen {
  private final int columns;
  private final List<StringBuilder> rows = new ArrayList<>(List.of(new StringBuilder()));
  private int row;
  private int column;

  /** Whether a character came after the last column of a row. */
  private boolean wrapped;

  Screen(int columns, String printed) {
    this.columns = columns;
    for (int i = 0; i < printed.length(); i++) {
      if (printed.charAt(i) == '\u001b') {
        int end = i + 2;
        while (!Character.isLetter(printed.charAt(end))) {
          end++;
        }
        escape(printed.substring(i + 1, end + 1));
        i = end;
      } else {
        put(printed.charAt(i));
      }
    }
  }

  private void put(char character) {
    if (character == '\n') {
      row++;
      column = 0;
      if (row == rows.size()) {
        rows.add(new StringBuilder());
      }
    } else if (character == '\r') {
      column = 0;
    } else {
      wrapped |= column >= columns;
      StringBuilder line = rows.get(row);
      while (line.length() <= column) {
        line.append(' ');
      }
      line.setCharAt(column++, character);
    }
  }

  private void escape(String sequence) {
    if (sequence.matches("\\[\\d+A")) {
      row -= Integer.parseInt(sequence.replaceAll("\\D", ""));
    } else if (sequence.equals("[K") || sequence.equals("[J")) {
      rows.get(row).setLength(Math.min(column, rows.get(row).length()));
      if (sequence.equals("[J")) {
        rows.subList(row + 1, rows.size()).clear();
      }
    } else if (!sequence.equals("[?7l") && !sequence.equals("[?7h")) {
      throw new IllegalArgumentException(sequence);
    }
  }

  /** Its rows, without those below the last character. */
  List<String> rows() {
    List<String> texts = new ArrayList<>();
    rows.forEach(each -> texts.add(each.toString().stripTrailing()));
    while (!texts.isEmpty() && texts.get(texts.size() - 1).isEmpty()) {
      texts.remove(texts.size() - 1);
    }
    return texts;
  }

  boolean isWrapped() {
    return wrapped;
  }
}
