package io.github.bnlab.report.page;

import io.github.bnlab.report.plots.Axis;
import io.github.bnlab.report.plots.Panel;
import io.github.bnlab.report.plots.Panel.Cross;
import io.github.bnlab.report.plots.Panel.Curve;
import io.github.bnlab.report.plots.Panel.Dot;
import io.github.bnlab.report.plots.Plot;
import io.github.bnlab.report.plots.PlotTable;
import java.util.Arrays;
import java.util.Locale;

/** Plots as the page's scripts read them. */
final class PagePlots {
  private final JsonText json;

  PagePlots(JsonText json) {
    this.json = json;
  }

  void plot(Plot plot) {
    json.object(
        () -> {
          json.name("id").text(plot.id()).name("title").text(plot.title());
          json.name("part").text(plot.part().id()).name("partTitle").text(plot.part().title());
          json.name("caption").text(plot.caption());
          json.name("panels").array(plot.panels(), this::panel);
          if (plot.table() != null) {
            json.name("table").object(() -> table(plot.table()));
          }
        });
  }

  private void table(PlotTable table) {
    json.name("columns").array(table.columns(), json::text);
    json.name("rows").array(table.rows(), row -> json.array(row, json::text));
  }

  private void panel(Panel panel) {
    json.object(
        () -> {
          json.name("title").text(panel.title());
          if (panel instanceof Panel.Curves curves) {
            json.name("x").object(() -> axis(curves.x()));
            json.name("y").object(() -> axis(curves.y()));
            json.name("curves").array(curves.curves(), this::curve);
          } else if (panel instanceof Panel.Dots dots) {
            json.name("x").object(() -> axis(dots.value()));
            json.name("dots").array(dots.dots(), this::dot);
          } else if (panel instanceof Panel.HeatMap map) {
            map(map);
          }
        });
  }

  private void axis(Axis axis) {
    json.name("label").text(axis.label()).name("log").flag(axis.log());
    json.name("format").text(axis.format().name().toLowerCase(Locale.ROOT));
  }

  private void curve(Curve curve) {
    boolean banded = !Arrays.equals(curve.band().low(), curve.band().high());
    json.object(
        () -> {
          json.name("label").text(curve.label());
          json.name("group").whole(curve.group()).name("look").whole(curve.look());
          json.name("points").flag(curve.points());
          json.name("at").numbers(curve.band().x());
          json.name("mean").numbers(curve.band().mean());
          if (banded) {
            json.name("low").numbers(curve.band().low());
            json.name("high").numbers(curve.band().high());
          }
          json.name("crosses").array(curve.crosses(), this::cross);
        });
  }

  private void cross(Cross cross) {
    json.object(
        () ->
            json.name("x")
                .number(cross.x())
                .name("y")
                .number(cross.y())
                .name("what")
                .text(cross.what()));
  }

  private void dot(Dot dot) {
    json.object(
        () -> {
          json.name("label").text(dot.label()).name("look").whole(dot.look());
          json.name("value").number(dot.value());
          json.name("low").number(dot.low()).name("high").number(dot.high());
        });
  }

  private void map(Panel.HeatMap map) {
    json.name("columnLabel").text(map.columnLabel());
    json.name("columns").array(map.columns(), json::text);
    json.name("rowLabel").text(map.rowLabel());
    json.name("rows").array(map.rows(), json::text);
    json.name("values").array(Arrays.asList(map.values()), json::numbers);
  }
}
