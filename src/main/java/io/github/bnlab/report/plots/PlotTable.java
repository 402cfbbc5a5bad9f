package io.github.bnlab.report.plots;

import java.util.List;

/**
 * A table of texts.
 *
 * @param columns heads
 * @param rows of as many cells as there are columns; the first cell is the head of its row
 */
public record PlotTable(List<String> columns, List<List<String>> rows) {
  public PlotTable {
    columns = List.copyOf(columns);
    rows = rows.stream().map(List::copyOf).toList();
  }
}
