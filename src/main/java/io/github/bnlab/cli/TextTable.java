package io.github.bnlab.cli;

import io.github.bnlab.config.MessageText;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.commons.lang3.StringUtils;

/**
 * Rows of text in aligned columns; columns that hold nothing are left out. Where a terminal is too
 * narrow, titles take several lines, less important columns are left out, and the last column is
 * wrapped.
 */
final class TextTable {
  private static final String GAP = "  ";
  private static final int NARROWEST_TEXT = 20;

  private final List<Boolean> areLeft = new ArrayList<>();
  private final List<List<String>> rows = new ArrayList<>();
  private final List<String> titles = new ArrayList<>();
  private List<String> lessImportant = List.of();

  /** Adds columns of text, which begins on the left. */
  TextTable left(String... columns) {
    return add(true, columns);
  }

  /** Adds columns of numbers, which end on the right. */
  TextTable right(String... columns) {
    return add(false, columns);
  }

  private TextTable add(boolean isLeft, String... columns) {
    titles.addAll(List.of(columns));
    areLeft.addAll(Collections.nCopies(columns.length, isLeft));
    return this;
  }

  /** Titles of columns that a narrow terminal does not show, the first ones first. */
  TextTable lessImportant(String... columns) {
    lessImportant = List.of(columns);
    return this;
  }

  /** Adds a row: one cell a column. Names of files may hold line breaks: they become spaces. */
  void row(String... cells) {
    row(List.of(cells));
  }

  void row(List<String> cells) {
    if (cells.size() != titles.size()) {
      throw new IllegalArgumentException(
          cells.size() + " cells for " + titles.size() + " columns: " + cells);
    }
    rows.add(cells.stream().map(MessageText::withoutBreaks).toList());
  }

  /** Prints titles, unless all are empty, and rows. */
  void print(Terminal terminal, String indent) {
    int room = terminal.width() - indent.length();
    List<Integer> shown = new ArrayList<>();
    IntStream.range(0, titles.size())
        .filter(column -> rows.stream().anyMatch(row -> !row.get(column).isEmpty()))
        .forEach(shown::add);
    boolean broken = width(shown, false) > room;
    for (String column : lessImportant) {
      if (width(shown, broken) > room) {
        shown.remove((Object) titles.indexOf(column));
      }
    }
    PrintStream out = terminal.out();
    int[] widths = shown.stream().mapToInt(column -> width(column, broken)).toArray();
    if (titles.stream().anyMatch(title -> !title.isEmpty())) {
      titleLines(shown, broken).forEach(line -> out.println(indent + line(line, shown, widths)));
    }
    for (List<String> row : rows) {
      int start = Arrays.stream(widths).limit(shown.size() - 1).map(w -> w + GAP.length()).sum();
      String line = line(shown.stream().map(row::get).toList(), shown, widths);
      if (line.length() > room && room - start >= NARROWEST_TEXT) {
        String last =
            Terminal.wrapped(line.substring(start), room - start, indent.length() + start);
        line = line.substring(0, start) + last;
      }
      out.println(indent + line);
    }
  }

  /** Titles, with one word a line if they are broken, the last ones next to the rows. */
  private List<List<String>> titleLines(List<Integer> shown, boolean broken) {
    List<List<String>> words = shown.stream().map(c -> words(titles.get(c), broken)).toList();
    int height = words.stream().mapToInt(List::size).max().orElse(0);
    return IntStream.range(-height, 0)
        .mapToObj(line -> words.stream().map(title -> fromEnd(title, line)).toList())
        .toList();
  }

  private static String fromEnd(List<String> words, int index) {
    return words.size() + index < 0 ? "" : words.get(words.size() + index);
  }

  private static List<String> words(String title, boolean broken) {
    return broken ? List.of(title.split(" ")) : List.of(title);
  }

  private String line(List<String> cells, List<Integer> shown, int[] widths) {
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < widths.length; i++) {
      String cell = cells.get(i);
      boolean left = areLeft.get(shown.get(i));
      line.append(
              left ? StringUtils.rightPad(cell, widths[i]) : StringUtils.leftPad(cell, widths[i]))
          .append(GAP);
    }
    return line.toString().stripTrailing();
  }

  private int width(List<Integer> shown, boolean broken) {
    return shown.stream().mapToInt(column -> width(column, broken) + GAP.length()).sum()
        - GAP.length();
  }

  private int width(int column, boolean broken) {
    return Stream.concat(
            words(titles.get(column), broken).stream(), rows.stream().map(row -> row.get(column)))
        .mapToInt(String::length)
        .max()
        .orElse(0);
  }
}
