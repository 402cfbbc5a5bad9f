package io.github.bnlab.report.figures;

import io.github.bnlab.report.summary.Summary;
import java.util.List;

/** Legends of sheets. */
final class Legend {
  private Legend() {}

  /** The groups that are drawn. */
  static List<Sheet.Key> of(Summary summary) {
    return summary.shown().stream()
        .map(g -> new Sheet.Key(summary.look(g), summary.groups().get(g).label()))
        .toList();
  }
}
