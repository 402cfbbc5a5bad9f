package io.github.bnlab.report.figures;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.bnlab.report.plots.Axis;
import io.github.bnlab.report.plots.Panel;
import io.github.bnlab.report.plots.Panel.Curve;
import io.github.bnlab.report.plots.Panel.Dot;
import io.github.bnlab.report.plots.Plot;
import io.github.bnlab.report.plots.Plot.Part;
import io.github.bnlab.report.summary.SeedBand;
import java.awt.Font;
import java.awt.font.FontRenderContext;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FiguresTest {
  private static final String LONG =
      "convention d2l with decay 0.9, removes mean-and-variance, affine false, learning rate 0.1";

  private static final Pattern TEXT =
      Pattern.compile("<text[^>]* x=\"([-0-9.]+)\"[^>]*>([^<]+)</text", Pattern.DOTALL);

  @TempDir Path folder;

  /** A horizontal text of the figure. */
  private record Text(double x, String words) {
    double end() {
      Font font = Style.font(Font.PLAIN, 12);
      FontRenderContext metrics = new FontRenderContext(null, true, true);
      return x + font.getStringBounds(words, metrics).getWidth();
    }
  }

  @Test
  void longTitlesAreBrokenWithinTheirPanels() throws IOException {
    SeedBand band = SeedBand.line(new double[] {1, 2}, new double[] {1, 2});
    Axis axis = new Axis("value", Axis.Format.PLAIN, false);
    List<Panel> panels = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      panels.add(new Panel.Curves(LONG, axis, axis, List.of(new Curve(LONG, 0, band))));
    }
    String title = LONG + " against " + LONG;
    String svg = draw(new Plot("curves", Part.CURVES, title, LONG, panels));
    double width = width(svg);
    List<Text> texts = texts(svg);
    assertThat(texts).allMatch(text -> text.end() < width);
    // Two panels beside each other, each with the first line of its title.
    List<Text> titles =
        texts.stream().filter(text -> text.words().startsWith("convention d2l")).toList();
    Text left = titles.get(titles.size() - 3);
    Text right = titles.get(titles.size() - 2);
    assertThat(left.words()).isEqualTo(right.words()).isNotEqualTo(LONG);
    assertThat(left.end()).isLessThan(right.x());
  }

  @Test
  void dotsWithLongNamesKeepTheirRoom() throws IOException {
    Axis axis = new Axis("difference (percentage points)", Axis.Format.POINTS, false);
    Dot dot = new Dot(LONG + " minus " + LONG, 0, 0, 0, 0);
    Panel panel = new Panel.Dots("", axis, List.of(dot));
    String svg = draw(new Plot("dots", Part.SETTINGS, "Difference", LONG, List.of(panel)));
    List<Text> texts = texts(svg);
    assertThat(texts)
        .anyMatch(text -> text.words().equals(dot.label()) && text.end() < 0.65 * width(svg));
    assertThat(texts.stream().map(Text::words).filter(words -> words.matches("[-+].*")))
        .hasSizeGreaterThan(2)
        .doesNotHaveDuplicates();
  }

  private String draw(Plot plot) throws IOException {
    Path svg = folder.resolve("figure.svg");
    Figures.write(plot, svg);
    return Files.readString(svg);
  }

  private static double width(String svg) {
    Matcher box = Pattern.compile("viewBox=\"0 0 ([0-9]+) ").matcher(svg);
    assertThat(box.find()).isTrue();
    return Double.parseDouble(box.group(1));
  }

  private static List<Text> texts(String svg) {
    List<Text> texts = new ArrayList<>();
    Matcher text = TEXT.matcher(svg);
    while (text.find()) {
      texts.add(new Text(Double.parseDouble(text.group(1)), text.group(2).strip()));
    }
    return texts;
  }
}
