package io.github.bnlab.report.summary;

import io.github.bnlab.report.runs.Run;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The colour, dash and marker of what a label names: the same in every plot of a report. Where
 * normalizations are compared, the colour is that of the normalization, the same in every report.
 */
final class Looks {
  /** Number of colours; a look is a colour plus this number times a dash and marker. */
  private static final int COLOURS = 6;

  private static final List<String> NORMALIZATIONS =
      List.of("custom", "none", "built-in", "layer-norm");

  private final Map<String, Integer> byLabel = new HashMap<>();
  private final Set<Integer> taken = new HashSet<>();
  private final boolean byNormalization;

  /**
   * Prepares looks.
   *
   * @param normalizations those of all groups, with repetitions
   */
  Looks(List<String> normalizations) {
    byNormalization = normalizations.stream().distinct().count() > 1;
    for (String normalization : byNormalization ? NORMALIZATIONS : List.<String>of()) {
      // A solid line is for all groups of a normalization together.
      if (Collections.frequency(normalizations, normalization) > 1) {
        of(Labels.value(Run.NORMALIZATION, normalization), normalization);
      }
    }
  }

  /** The look of a label, chosen when it is first asked for. */
  int of(String label, String normalization) {
    return byLabel.computeIfAbsent(label, l -> next(NORMALIZATIONS.indexOf(normalization)));
  }

  private int next(int normalization) {
    boolean own = byNormalization && normalization >= 0;
    int look = own ? normalization : byNormalization ? NORMALIZATIONS.size() : 0;
    while (!taken.add(look)) {
      look += own ? COLOURS : 1;
    }
    return look;
  }
}
