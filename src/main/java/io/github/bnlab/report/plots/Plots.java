package io.github.bnlab.report.plots;

import io.github.bnlab.report.summary.Summary;
import java.util.ArrayList;
import java.util.List;

/** All plots that the records of a report allow. */
public final class Plots {
  private Plots() {}

  /** What the report shows, a sentence each, the most important first. */
  public static List<String> answers(Summary summary) {
    List<String> answers = new SearchPlots(summary).answers();
    answers.addAll(summary.sentences());
    return answers;
  }

  /** Plots of the page and of figures, in order of the report. */
  public static List<Plot> of(Summary summary) {
    List<SettingAxis> axes = SettingAxis.of(summary.groups());
    List<Plot> plots = new SearchPlots(summary).all();
    if (!summary.isOfSearches()) {
      plots.addAll(SweepPlots.all(summary, axes));
      plots.addAll(new ComparisonPlots(summary, axes).all());
    }
    CurvePlots curves = new CurvePlots(summary);
    plots.add(curves.together());
    plots.add(curves.differences());
    MeasurePlots measures = new MeasurePlots(summary);
    plots.add(new TrialPlots(summary).units());
    plots.add(measures.landscape());
    plots.add(measures.depth(axes));
    plots.addAll(measures.layers());
    plots.addAll(MatchedLossPlots.all(summary));
    plots.add(measures.robustness());
    return filled(plots);
  }

  /** Plots of figures alone: the page draws the same of every trial, with switches. */
  public static List<Plot> ofFigures(Summary summary) {
    List<Plot> plots = new ArrayList<>(new CurvePlots(summary).all());
    plots.addAll(new TrialPlots(summary).all());
    return filled(plots);
  }

  private static List<Plot> filled(List<Plot> plots) {
    return plots.stream().filter(plot -> !plot.isEmpty()).toList();
  }
}
