package io.github.bnlab.report;

import io.github.bnlab.config.ConfigException;
import io.github.bnlab.recording.files.RecordException;
import io.github.bnlab.report.figures.Figures;
import io.github.bnlab.report.live.LiveServer;
import io.github.bnlab.report.page.Page;
import io.github.bnlab.report.plots.Plot;
import io.github.bnlab.report.plots.Plots;
import io.github.bnlab.report.runs.Runs;
import io.github.bnlab.report.summary.Summary;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;

/** Draws reports from run directories. */
public final class Reports {
  /** Name of the page. */
  public static final String PAGE = "report.html";

  /** Name of the folder of figures. */
  public static final String FIGURES = "figures";

  private Reports() {}

  /**
   * What was drawn.
   *
   * @param answers what the trials show, a sentence each
   * @param notices sentences for people: what could not be read or drawn
   */
  public record Report(Path page, List<String> answers, List<String> notices) {}

  /**
   * Draws the report of an experiment (or of one trial) into its own folder.
   *
   * @param experiment folder that holds run directories
   * @throws ConfigException if it holds too many trials or none, or is no folder of an experiment
   * @throws RecordException if a folder cannot be read, another file is in the place of the page,
   *     or the report cannot be written
   */
  public static Report write(Path experiment) {
    return draw(List.of(experiment), trial -> true, experiment);
  }

  /**
   * Draws the report of some trials of an experiment into its folder; the page lists the others.
   *
   * @param trials their names
   */
  public static Report write(Path experiment, Set<String> trials) {
    return draw(List.of(experiment), trials::contains, experiment);
  }

  /**
   * Draws one report of several experiments or trials.
   *
   * @param folders of experiments or trials
   * @param out folder of the report, made if it does not exist
   * @throws ConfigException if they hold too many trials or none, or one is no folder of an
   *     experiment
   * @throws RecordException if a folder cannot be read, another file is in the place of the page,
   *     or the report cannot be written
   */
  public static Report compare(List<Path> folders, Path out) {
    return draw(folders, trial -> true, out);
  }

  /**
   * Serves the report of an experiment while its records grow.
   *
   * @param experiment its folder; where a run is going on it need not exist yet
   * @param running whether its trials are being run
   * @param port to listen on; 0 for any free one
   * @throws ConfigException if no run is going on and there are no run directories
   * @throws RecordException if the folder cannot be read
   * @throws IOException if the port cannot be used
   * @throws IllegalArgumentException if the port is not in 0 to 65535
   */
  public static LiveServer live(Path experiment, BooleanSupplier running, int port)
      throws IOException {
    if (!running.getAsBoolean()) {
      read(List.of(experiment), trial -> true);
    }
    return LiveServer.start(experiment, running, port);
  }

  private static Runs read(List<Path> folders, Predicate<String> trials) {
    if (folders.isEmpty()) {
      throw new ConfigException("there are no folders to draw a report of; expected at least one");
    }
    folders.forEach(Runs::requireFolder);
    Runs runs = Runs.read(folders, trials);
    if (runs.runs().isEmpty() && runs.searches().isEmpty()) {
      throw Runs.noRecords(folders.get(0));
    }
    return runs;
  }

  private static Report draw(List<Path> folders, Predicate<String> trials, Path out) {
    Runs runs = read(folders, trials);
    Summary summary = new Summary(runs.title(folders.get(0)), runs);
    try {
      Files.createDirectories(out);
      Path page = out.resolve(PAGE);
      if (Files.isRegularFile(page) && !Page.isOne(page)) {
        throw new RecordException(
            page
                + " was not written by this program and is kept; move it, or draw the report"
                + " elsewhere with `bnlab compare DIR --out OTHER`");
      }
      List<Plot> plots = Plots.of(summary);
      Page.write(summary, plots, page);
      List<String> notices = new ArrayList<>();
      summary.found().problems().forEach(problem -> notices.add(problem.toString()));
      List<Plot> drawn = new ArrayList<>(Plots.ofFigures(summary));
      drawn.addAll(plots);
      Figures.write(drawn, out.resolve(FIGURES), notices::add);
      return new Report(page, Plots.answers(summary), notices);
    } catch (IOException e) {
      throw RecordException.of("Cannot draw a report into " + out, e);
    }
  }
}
