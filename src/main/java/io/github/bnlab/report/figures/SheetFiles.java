package io.github.bnlab.report.figures;

import io.github.bnlab.recording.WholeFile;
import java.awt.Dimension;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.awt.image.RenderedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import javax.imageio.ImageIO;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.apache.batik.svggen.ImageHandlerBase64Encoder;
import org.apache.batik.svggen.SVGGeneratorContext;
import org.apache.batik.svggen.SVGGraphics2D;
import org.apache.batik.svggen.SVGGraphics2DIOException;
import org.w3c.dom.Document;
import org.w3c.dom.Element;

/** Writes a sheet as SVG and as PNG of twice its size. */
final class SheetFiles {
  private static final int SCALE = 2;

  private SheetFiles() {}

  /**
   * Writes both, unless the same figure lies there already: the image, which takes most of the
   * time, is drawn of the same strokes as the SVG.
   */
  static void write(Sheet sheet, Path folder) throws IOException {
    int height = height(sheet);
    Path svg = folder.resolve(sheet.name() + ".svg");
    Path png = png(svg);
    String text = svg(sheet, height);
    if (!Files.exists(png) || !Files.exists(svg) || !isSame(text, svg)) {
      Files.deleteIfExists(svg);
      WholeFile.write(png, png(sheet, height));
      WholeFile.write(svg, text);
    }
  }

  /** The image beside an SVG. */
  static Path png(Path svg) {
    String name = svg.getFileName().toString();
    return svg.resolveSibling(name.substring(0, name.length() - ".svg".length()) + ".png");
  }

  /** Whether a file is an SVG that {@link #write} wrote, under the name that it has. */
  static boolean isOne(Path svg) throws IOException {
    String name = svg.getFileName().toString();
    String mark = comment(name.substring(0, name.length() - ".svg".length()));
    return Files.isRegularFile(svg)
        && new String(Files.readAllBytes(svg), StandardCharsets.UTF_8).contains("<!--" + mark);
  }

  private static String comment(String name) {
    return " " + name + " ";
  }

  private static boolean isSame(String text, Path file) throws IOException {
    return Arrays.equals(text.getBytes(StandardCharsets.UTF_8), Files.readAllBytes(file));
  }

  private static int height(Sheet sheet) {
    Graphics2D graphics = new BufferedImage(1, 1, BufferedImage.TYPE_INT_RGB).createGraphics();
    try {
      return sheet.height(graphics);
    } finally {
      graphics.dispose();
    }
  }

  private static byte[] png(Sheet sheet, int height) throws IOException {
    BufferedImage image =
        new BufferedImage(SCALE * sheet.width(), SCALE * height, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = image.createGraphics();
    try {
      graphics.scale(SCALE, SCALE);
      sheet.draw(graphics);
    } finally {
      graphics.dispose();
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ImageIO.write(image, "png", out);
    return out.toByteArray();
  }

  /** The text of the SVG. */
  static String svg(Sheet sheet) throws IOException {
    return svg(sheet, height(sheet));
  }

  private static String svg(Sheet sheet, int height) throws IOException {
    SVGGeneratorContext context = SVGGeneratorContext.createDefault(document());
    context.setComment(comment(sheet.name()));
    context.setPrecision(2);
    context.setImageHandler(new PngInside());
    SVGGraphics2D graphics = new SVGGraphics2D(context, false);
    graphics.setSVGCanvasSize(new Dimension(sheet.width(), height));
    sheet.draw(graphics);
    Element root = graphics.getRoot();
    root.setAttribute("viewBox", "0 0 " + sheet.width() + " " + height);
    try (StringWriter out = new StringWriter()) {
      graphics.stream(root, out, true, false);
      return out.toString();
    } finally {
      graphics.dispose();
    }
  }

  private static Document document() {
    try {
      DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
      factory.setNamespaceAware(true);
      return factory
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
