package io.github.bnlab.report.figures;

import io.github.bnlab.recording.WholeFile;
import io.github.bnlab.recording.files.RecordException;
import io.github.bnlab.report.plots.Plot;
import java.awt.Dimension;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.font.FontRenderContext;
import java.awt.image.BufferedImage;
import java.awt.image.RenderedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.imageio.ImageIO;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.apache.batik.svggen.ImageHandlerBase64Encoder;
import org.apache.batik.svggen.SVGGeneratorContext;
import org.apache.batik.svggen.SVGGraphics2D;
import org.apache.batik.svggen.SVGGraphics2DIOException;
import org.apache.commons.io.function.Uncheck;
import org.w3c.dom.Document;
import org.w3c.dom.Element;

/** Writes plots as SVG, and as PNG of twice the size. */
public final class Figures {
  private static final int SCALE = 2;
  private static final String SVG = ".svg";
  private static final String NO_FONTS =
      "this machine has no fonts for Java. Install fontconfig and a font, such as the packages"
          + " fontconfig and fonts-dejavu-core, and run the command again.";

  /** Characters that XML 1.0 does not allow; names of data sets may hold some. */
  private static final Pattern NOT_IN_XML =
      Pattern.compile("[\\x00-\\x08\\x0b\\x0c\\x0e-\\x1f\\ufffe\\uffff]");

  private Figures() {}

  /**
   * Writes plots as SVG and as PNG. A figure that lies there already is kept: the image, which
   * takes most of the time, is drawn of the same strokes as the SVG.
   *
   * @param plots each with a different id
   * @param folder made if it does not exist
   * @param notice told in one line if this machine cannot draw text
   * @throws RecordException if a file cannot be written
   * @throws IOException if the folder cannot be read or made
   */
  public static void write(List<Plot> plots, Path folder, Consumer<String> notice)
      throws IOException {
    if (!canDrawText()) {
      notice.accept("No figures as SVG and PNG: " + NO_FONTS + " The page does not need them.");
      return;
    }
    Files.createDirectories(folder);
    removeOthers(folder, plots.stream().map(Plot::id).collect(Collectors.toSet()));
    try {
      plots.parallelStream().forEach(plot -> Uncheck.run(() -> write(new Sheet(plot), folder)));
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private static void write(Sheet sheet, Path folder) throws IOException {
    Path svg = folder.resolve(sheet.name() + SVG);
    Path png = folder.resolve(sheet.name() + ".png");
    Drawn drawn = svg(sheet);
    byte[] text = drawn.svg().getBytes(StandardCharsets.UTF_8);
    if (!Files.exists(png) || !Files.exists(svg) || !Arrays.equals(text, Files.readAllBytes(svg))) {
      Files.deleteIfExists(svg);
      WholeFile.write(png, png(sheet, drawn.height()));
      WholeFile.write(svg, text);
    }
  }

  /**
   * Writes one plot as SVG.
   *
   * @throws RecordException if this machine cannot draw text, or the file cannot be written
   */
  public static void write(Plot plot, Path svg) {
    if (!canDrawText()) {
      throw new RecordException("Cannot draw " + svg + ": " + NO_FONTS);
    }
    try {
      WholeFile.write(svg, svg(new Sheet(plot)).svg());
    } catch (IOException e) {
      throw RecordException.of("Cannot draw " + svg, e);
    }
  }

  /**
   * Removes figures of an earlier report that this one does not have and what a killed one left,
   * and no other file: an SVG of this program names itself in a comment.
   */
  private static void removeOthers(Path folder, Set<String> kept) throws IOException {
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*.{svg,tmp}")) {
      for (Path file : files) {
        String name = file.getFileName().toString().replaceFirst("\\.svg$", "");
        if (WholeFile.isAbandoned(file)) {
          Files.delete(file);
        } else if (!kept.contains(name)
            && Files.isRegularFile(file)
            && new String(Files.readAllBytes(file), StandardCharsets.UTF_8)
                .contains("<!--" + comment(name))) {
          Files.delete(file);
          Files.deleteIfExists(folder.resolve(name + ".png"));
        }
      }
    }
  }

  private static String comment(String name) {
    return " " + name + " ";
  }

  /**
   * Java finds fonts through native libraries, which fail with various errors if they are missing.
   */
  private static boolean canDrawText() {
    System.setProperty("java.awt.headless", "true");
    ImageIO.setUseCache(false); // its temporary files would need room, too
    try {
      Font font = new Font(Font.SANS_SERIF, Font.PLAIN, 12);
      return font.getStringBounds("x", new FontRenderContext(null, true, true)).getWidth() > 0;
    } catch (RuntimeException | LinkageError | InternalError e) {
      return false;
    }
  }

  private static byte[] png(Sheet sheet, int height) throws IOException {
    int type = BufferedImage.TYPE_INT_RGB;
    BufferedImage image = new BufferedImage(SCALE * sheet.width(), SCALE * height, type);
    Graphics2D graphics = image.createGraphics();
    graphics.scale(SCALE, SCALE);
    sheet.draw(graphics);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ImageIO.write(image, "png", out);
    return out.toByteArray();
  }

  private record Drawn(String svg, int height) {}

  private static Drawn svg(Sheet sheet) throws IOException {
    SVGGeneratorContext context = SVGGeneratorContext.createDefault(document());
    context.setComment(comment(sheet.name()));
    context.setPrecision(2);
    context.setImageHandler(new PngInside());
    SVGGraphics2D graphics = new SVGGraphics2D(context, false);
    int height = sheet.draw(graphics);
    graphics.setSVGCanvasSize(new Dimension(sheet.width(), height));
    Element root = graphics.getRoot();
    root.setAttribute("viewBox", "0 0 " + sheet.width() + " " + height);
    StringWriter out = new StringWriter();
    graphics.stream(root, out, true, false);
    String svg = NOT_IN_XML.matcher(out.getBuffer()).replaceAll(" ");
    // Texts were placed by the widths of this font; those of Verdana are alike.
    String fonts = "font-family:'DejaVu Sans',Verdana,sans-serif";
    return new Drawn(svg.replace("font-family:sans-serif", fonts), height);
  }

  private static Document document() {
    try {
      return DocumentBuilderFactory.newDefaultNSInstance()
          .newDocumentBuilder()
          .getDOMImplementation()
          .createDocument("http://www.w3.org/2000/svg", "svg", null);
    } catch (ParserConfigurationException e) {
      throw new IllegalStateException("every Java has an XML parser", e);
    }
  }

  /** Puts images into the file itself; Batik's own encoder needs a further library. */
  private static final class PngInside extends ImageHandlerBase64Encoder {
    @Override
    public void encodeImage(RenderedImage image, OutputStream out) throws SVGGraphics2DIOException {
      try {
        ImageIO.write(image, "png", out);
      } catch (IOException e) {
        throw new SVGGraphics2DIOException(e.getMessage(), e);
      }
    }
  }
}
