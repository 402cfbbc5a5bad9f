package io.github.bnlab.report.figures;

import java.util.ArrayList;
import java.util.List;
import org.jfree.chart.renderer.xy.DeviationRenderer;

/** Lines with bands, of which some points may be marked: where a line alone says too little. */
final class BandRenderer extends DeviationRenderer {
  private static final long serialVersionUID = 1L;

  private final List<Integer> every = new ArrayList<>();

  BandRenderer() {
    super(true, true);
    setUseFillPaint(false);
    setDrawOutlines(false);
  }

  /** Tells of the next series that every n-th of its points is marked, with 0 none. */
  void markEvery(int n) {
    every.add(n);
  }

  @Override
  public boolean getItemShapeVisible(int series, int item) {
    int n = every.get(series);
    return n > 0 && item % n == 0;
  }
}
