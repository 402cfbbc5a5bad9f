package io.github.bnlab.cli;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Rows of text in aligned columns; columns that hold nothing are left out. */
final class TextTable {
  private static final String GAP = "  ";

  /** Side to which the text of a column is pushed. */
  enum Align {
    LEFT,
    RIGHT
  }

  private final List<Align> aligns = new ArrayList<>();
  private final List<List<String>> rows = new ArrayList<>();
  private final List<String> titles = new ArrayList<>();

  /** Adds a column. */
  TextTable column(String title, Align align) {
    titles.add(title);
    aligns.add(align);
    return this;
  }

  /** Adds a row: one cell a column. */
  void row(String... cells) {
    if (cells.length != titles.size()) {
      throw new IllegalArgumentException(
          cells.length + " cells for " + titles.size() + " columns: " + Arrays.toString(cells));
    }
    rows.add(List.of(cells));
  }

  /** Prints titles, unless all are empty, and rows. */
  void print(PrintStream out, String indent) {
    List<Integer> shown = new ArrayList<>();
    for (int column = 0; column < titles.size(); column++) {
      int c = column;
      if (rows.stream().anyMatch(row -> !row.get(c).isEmpty())) {
        shown.add(c);
      }
    }
    if (titles.stream().anyMatch(title -> !title.isEmpty())) {
      out.println(indent + line(titles, shown));
    }
    rows.forEach(row -> out.println(indent + line(row, shown)));
  }

  private String line(List<String> cells, List<Integer> shown) {
    StringBuilder line = new StringBuilder();
    for (int column : shown) {
      String padding = " ".repeat(width(column) - cells.get(column).length());
      boolean left = aligns.get(column) == Align.LEFT;
      line.append(left ? "" : padding).append(cells.get(column)).append(left ? padding : "");
      line.append(GAP);
    }
    return line.toString().stripTrailing();
  }

  private int width(int column) {
    int width = titles.get(column).length();
    for (List<String> row : rows) {
      width = Math.max(width, row.get(column).length());
    }
    return width;
  }
}
