package io.github.bnlab.report.figures;

import io.github.bnlab.recording.WholeFile;
import io.github.bnlab.recording.files.RecordException;
import io.github.bnlab.report.plots.Plot;
import io.github.bnlab.report.plots.Plots;
import io.github.bnlab.report.summary.Group;
import io.github.bnlab.report.summary.Summary;
import java.awt.Font;
import java.awt.font.FontRenderContext;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.imageio.ImageIO;

/** Writes the figures of a report as files. */
public final class Figures {
  private static final int MOST_GROUPS = 6;
  private static final String NO_FONTS =
      "this machine has no fonts for Java. Install fontconfig and a font, such as the packages"
          + " fontconfig and fonts-dejavu-core, and run the command again.";

  private Figures() {}

  /**
   * Writes every figure that the records allow, as SVG and as PNG.
   *
   * @param summary what is shown
   * @param plots of sweeps and measures
   * @param folder made if it does not exist
   * @param notice told in one line if this machine cannot draw text
   * @return number of figures
   * @throws IOException if a file cannot be written
   */
  public static int write(Summary summary, List<Plot> plots, Path folder, Consumer<String> notice)
      throws IOException {
    System.setProperty("java.awt.headless", "true");
    ImageIO.setUseCache(false); // its temporary files would need room, too
    if (!canDrawText()) {
      notice.accept("No figures as SVG and PNG: " + NO_FONTS + " The page does not need them.");
      return 0;
    }
    List<Sheet> sheets = sheets(summary, plots);
    Files.createDirectories(folder);
    removeOthers(folder, sheets);
    try {
      sheets.parallelStream()
          .forEach(
              sheet -> {
                try {
                  SheetFiles.write(sheet, folder);
                } catch (IOException e) {
                  throw new UncheckedIOException(e);
                }
              });
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
    return sheets.size();
  }

  /**
   * Writes one plot as SVG.
   *
   * @throws RecordException if this machine cannot draw text, or the file cannot be written
   */
  public static void write(Plot plot, Path svg) {
    System.setProperty("java.awt.headless", "true");
    if (!canDrawText()) {
      throw new RecordException("Cannot draw " + svg + ": " + NO_FONTS);
    }
    try {
      WholeFile.write(svg, SheetFiles.svg(PlotSheets.of(List.of(plot)).get(0)));
    } catch (IOException e) {
      throw RecordException.of("Cannot draw " + svg, e);
    }
  }

  /**
   * Removes figures of an earlier report that this one does not have, and no other file: an SVG of
   * this program names itself in a comment.
   */
  private static void removeOthers(Path folder, List<Sheet> sheets) throws IOException {
    Set<String> kept =
        sheets.stream()
            .flatMap(sheet -> Stream.of(sheet.name() + ".svg", sheet.name() + ".png"))
            .collect(Collectors.toSet());
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*.{svg,tmp}")) {
      for (Path file : files) {
        if (WholeFile.isAbandoned(file)) {
          Files.delete(file);
          continue;
        }
        if (!kept.contains(file.getFileName().toString()) && SheetFiles.isOne(file)) {
          Files.delete(file);
          Files.deleteIfExists(SheetFiles.png(file));
        }
      }
    }
  }

  private static List<Sheet> sheets(Summary summary, List<Plot> plots) {
    List<Sheet> sheets = new ArrayList<>(PlotSheets.of(Plots.curves(summary)));
    sheets.addAll(PlotSheets.of(plots));
    sheets.addAll(new ActivationSheets(summary).all());
    List<Group> groups = summary.groups();
    for (int g : summary.shown().stream().limit(MOST_GROUPS).toList()) {
      String suffix = groups.size() == 1 ? "" : "-" + fileName(groups.get(g).label());
      sheets.addAll(NormSheets.of(groups.get(g), summary.look(g), suffix));
      sheets.addAll(ClassSheets.of(groups.get(g), suffix));
    }
    return sheets;
  }

  private static String fileName(String label) {
    return label
        .toLowerCase(Locale.ROOT)
        .replaceAll("[^a-z0-9.]+", "-")
        .replaceAll("^[-.]+|[-.]+$", "");
  }

  /**
   * Java finds fonts through native libraries, which fail with various errors if they are missing.
   */
  private static boolean canDrawText() {
    try {
      Font font = new Font(Font.SANS_SERIF, Font.PLAIN, 12);
      return font.getStringBounds("x", new FontRenderContext(null, true, true)).getWidth() > 0;
    } catch (RuntimeException | LinkageError | InternalError e) {
      return false;
    }
  }
}
