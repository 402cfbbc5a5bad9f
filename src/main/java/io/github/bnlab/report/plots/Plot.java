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
    SETTINGS("What the settings do", "settings"),
    LIMITS("How far it goes", "limits"),
    UNITS("One unit", "units"),
    MEASURES("What happens while it learns", "measures"),
    ROBUSTNESS("Perturbed images", "perturbed");

    private final String title;
    private final String id;

    Part(String title, String id) {
      this.title = title;
      this.id = id;
    }

    /** Its heading. */
    public String title() {
      return title;
    }

    /** Its name within a page. */
    public String id() {
      return id;
    }
  }
}
