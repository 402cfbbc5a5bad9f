package io.github.bnlab.report.plots;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * A figure with what explains it.
 *
 * @param id of the figure, also the name of its files
 * @param caption below: which data, how many seeds, what a band is
 * @param panels those given that hold anything
 * @param table the same in numbers, or null
 */
public record Plot(
    String id, Part part, String title, String caption, List<Panel> panels, Table table) {
  public Plot {
    panels = panels.stream().filter(panel -> !panel.isEmpty()).toList();
  }

  /** A plot without a table. */
  public Plot(String id, Part part, String title, String caption, List<Panel> panels) {
    this(id, part, title, caption, panels, null);
  }

  /** Whether it has nothing to show. */
  public boolean isEmpty() {
    return panels.isEmpty();
  }

  /**
   * A table of texts.
   *
   * @param columns heads
   * @param rows of as many cells as there are columns; the first cell is the head of its row
   */
  public record Table(List<String> columns, List<List<String>> rows) {
    static Table of(String... columns) {
      return new Table(List.of(columns), new ArrayList<>());
    }

    void add(Object... cells) {
      rows.add(Stream.of(cells).map(Object::toString).toList());
    }
  }

  /** Parts of a report; the page has a heading for each. */
  public enum Part {
    CURVES,
    SETTINGS,
    LIMITS,
    UNITS,
    MEASURES,
    ROBUSTNESS
  }
}
