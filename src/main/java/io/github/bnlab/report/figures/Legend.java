package io.github.bnlab.report.figures;

import io.github.bnlab.report.summary.Group;
import java.util.ArrayList;
import java.util.List;

/** Legends of sheets. */
final class Legend {
  private static final int MOST = 40;

  private Legend() {}

  /** The groups by colour and dash; of very many the first ones, and how many more there are. */
  static List<Sheet.Key> of(List<Group> groups) {
    List<Sheet.Key> keys = new ArrayList<>();
    for (int g = 0; g < Math.min(MOST, groups.size()); g++) {
      keys.add(new Sheet.Key(g, groups.get(g).label()));
    }
    if (groups.size() > MOST) {
      keys.add(new Sheet.Key(MOST, "and " + (groups.size() - MOST) + " more"));
    }
    return keys;
  }
}
