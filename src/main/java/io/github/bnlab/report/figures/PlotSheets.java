package io.github.bnlab.report.figures;

import io.github.bnlab.report.plots.Axis;
import io.github.bnlab.report.plots.Panel;
import io.github.bnlab.report.plots.Panel.Curve;
import io.github.bnlab.report.plots.Plot;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jfree.chart.axis.ValueAxis;

/** Plots as sheets. */
final class PlotSheets {
  private static final int WIDE = 780;

  private PlotSheets() {}

  static List<Sheet> of(List<Plot> plots) {
    return plots.stream().map(PlotSheets::sheet).toList();
  }

  private static Sheet sheet(Plot plot) {
    int count = plot.panels().size();
    int columns = count == 1 ? 1 : count == 2 || count == 4 ? 2 : 3;
    int width = columns == 1 ? WIDE : columns == 2 ? 430 : 340;
    return new Sheet(
        plot.id(),
        plot.title(),
        plot.caption(),
        legend(plot),
        columns,
        width,
        plot.panels().stream().mapToInt(panel -> height(panel, columns)).max().orElse(300),
        plot.panels().stream()
            .map(panel -> new Sheet.Panel(panel.title(), drawing(panel)))
            .toList());
  }

  private static int height(Panel panel, int columns) {
    if (panel instanceof Panel.Dots dots) {
      return 70 + 26 * Math.max(2, dots.dots().size());
    }
    if (panel instanceof Panel.HeatMap map) {
      return HeatDrawing.height(map);
    }
    return columns == 1 ? 400 : columns == 2 ? 320 : 270;
  }

  private static List<Sheet.Key> legend(Plot plot) {
    Map<String, Integer> keys = new LinkedHashMap<>();
    for (Panel panel : plot.panels()) {
      if (panel instanceof Panel.Curves curves) {
        curves.curves().forEach(curve -> keys.putIfAbsent(curve.label(), curve.look()));
      }
    }
    List<Sheet.Key> legend = new ArrayList<>();
    keys.forEach((label, look) -> legend.add(new Sheet.Key(look, label)));
    return legend;
  }

  private static Sheet.Drawing drawing(Panel panel) {
    if (panel instanceof Panel.HeatMap map) {
      return new HeatDrawing(map);
    }
    if (panel instanceof Panel.Dots dots) {
      return DotPanel.chart(dots, axis(dots.x()))::draw;
    }
    return curves((Panel.Curves) panel);
  }

  private static Sheet.Drawing curves(Panel.Curves curves) {
    CurvePanel panel = new CurvePanel(axis(curves.x()), axis(curves.y()));
    for (Curve curve : curves.curves()) {
      panel.band(curve.look(), curve.band(), curve.points());
      curve.crosses().forEach(cross -> panel.cross(curve.look(), cross.x(), cross.y()));
    }
    return panel.chart()::draw;
  }

  private static ValueAxis axis(Axis axis) {
    if (axis.log()) {
      return new RoundLogAxis(axis.label());
    }
    return switch (axis.format()) {
      case PLAIN -> Style.axis(axis.label());
      case WHOLE -> Style.wholeAxis(axis.label());
      case PERCENT -> Style.percentAxis(axis.label());
      case POINTS -> Style.pointsAxis(axis.label());
    };
  }
}
