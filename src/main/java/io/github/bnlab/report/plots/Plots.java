package io.github.bnlab.report.plots;

import io.github.bnlab.report.summary.Summary;
import java.util.ArrayList;
import java.util.List;

/** All plots that the records of a report allow. */
public final class Plots {
  private Plots() {}

  /** What the report shows, a sentence each, the most important first. */
  public static List<String> answers(Summary summary) {
    List<String> answers = new ArrayList<>(new LimitPlots(summary).answers());
    answers.addAll(new RangePlots(summary).answers());
    return answers.isEmpty() ? summary.sentences() : answers;
  }

  /** Losses and accuracies over steps and epochs: figures alone, the page draws every trial. */
  public static List<Plot> curves(Summary summary) {
    return new CurvePlots(summary).all();
  }

  /** Plots in order of the report. */
  public static List<Plot> of(Summary summary) {
    List<SettingAxis> axes = SettingAxis.of(summary.groups());
    List<Plot> plots = new ArrayList<>();
    plots.addAll(new LimitPlots(summary).all());
    plots.addAll(new RangePlots(summary).all());
    if (plots.isEmpty()) {
      plots.addAll(new SweepPlots(summary, axes).all());
      plots.addAll(new PlacePlots(summary, axes).all());
      plots.addAll(new ComparisonPlots(summary, axes).all());
    }
    plots.addAll(new TrainingPlot(summary).all());
    plots.addAll(new LossDifferencePlot(summary).all());
    plots.addAll(new UnitPlots(summary).all());
    plots.addAll(new LandscapePlots(summary).all());
    plots.addAll(new DepthPlot(summary, axes).all());
    plots.addAll(new MeasurePlots(summary).all());
    plots.addAll(new MatchedLossPlots(summary).all());
    plots.addAll(new RobustnessPlots(summary).all());
    return plots;
  }
}
