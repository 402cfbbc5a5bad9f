package io.github.bnlab.report.plots;

import java.util.List;

/**
 * A figure with what explains it.
 *
 * @param id of the figure, also the name of its files
 * @param part of the report that shows it
 * @param title above
 * @param caption below: which data, how many seeds, what a band is
 * @param panels at least one
 * @param table the same in numbers, or null
 */
public record Plot(
    String id, Part part, String title, String caption, List<Panel> panels, PlotTable table) {
  public Plot {
    panels = List.copyOf(panels);
  }

  /** Parts of a report, in order. */
  public enum Part {
    CURVES("Learning curves"),
    SETTINGS("What the settings do"),
    LIMITS("How far it goes"),
    UNITS("One unit"),
    MEASURES("What happens while it learns"),
    ROBUSTNESS("Perturbed images");

    private final String title;

    Part(String title) {
      this.title = title;
    }

    /** Its heading. */
    public String title() {
      return title;
    }
  }
}
