package io.github.bnlab.dataset;

import io.github.bnlab.config.ConfigException;
import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.IndexColorModel;
import java.awt.image.WritableRaster;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;

/**
 * An image file as the data sets show images: gray, 28 x 28, light on dark.
 *
 * @param file where it was read from
 * @param width of the image in the file
 * @param height of the image in the file
 * @param inverted whether its background is light, so that light and dark were exchanged
 * @param pixels gray values, row by row
 */
public record ImageFile(Path file, int width, int height, boolean inverted, byte[] pixels) {
  /** Those of a large camera, and few enough to fit in memory. */
  private static final int MOST_PIXELS = 25_000_000;

  private static final int MOST_BITS = 16;

  private static final int LONGEST_SIDE = 10_000;

  private static final int SIDE = ImageSet.SIDE;
  private static final int WHITE = 255;

  /**
   * Reads a JPEG, PNG, BMP or GIF file, or any other that {@code javax.imageio} has a reader for.
   *
   * <p>Gray is {@code 0.299 red + 0.587 green + 0.114 blue}. The median of the outermost pixels is
   * the background: it fills the shorter side up to a square, and is light from 128 on. A pixel of
   * the 28 x 28 is the mean of the area that it covers; an image of that size keeps its values.
   *
   * @throws ConfigException naming the file where it cannot be read
   */
  public static ImageFile read(Path file) {
    BufferedImage image = decode(file);
    byte[][] gray = gray(image);
    int background = background(gray);
    boolean inverted = background > WHITE / 2;
    byte[] pixels = scale(gray, background);
    if (inverted) {
      for (int i = 0; i < pixels.length; i++) {
        pixels[i] = (byte) (WHITE - (pixels[i] & 0xff));
      }
    }
    return new ImageFile(file, image.getWidth(), image.getHeight(), inverted, pixels);
  }

  /** Whether the image in the file has another size. */
  public boolean scaled() {
    return width != SIDE || height != SIDE;
  }

  /** The images as examples without labels. */
  public static ImageSet together(List<ImageFile> images) {
    byte[] all = new byte[images.size() * ImageSet.PIXELS];
    for (int i = 0; i < images.size(); i++) {
      System.arraycopy(images.get(i).pixels, 0, all, i * ImageSet.PIXELS, ImageSet.PIXELS);
    }
    return new ImageSet(all, new byte[images.size()]);
  }

  private static BufferedImage decode(Path file) {
    if (!Files.isRegularFile(file)) {
      throw new ConfigException(file + " is not a file; expected an image, such as a PNG file");
    }
    if (!Files.isReadable(file)) {
      throw new ConfigException("no permission for " + file + "; make it readable");
    }
    try (ImageInputStream in = ImageIO.createImageInputStream(file.toFile())) {
      if (in == null) {
        throw new IOException("it cannot be opened");
      }
      Iterator<ImageReader> readers = ImageIO.getImageReaders(in);
      if (!readers.hasNext()) {
        throw new IOException("it is not a PNG, JPEG, BMP or GIF file");
      }
      ImageReader reader = readers.next();
      try {
        reader.setInput(in, true, true);
        checkSize(file, reader.getWidth(0), reader.getHeight(0));
        // Of a JPEG file that is cut off, the decoder makes up the rest and only warns.
        List<String> warnings = new ArrayList<>();
        reader.addIIOReadWarningListener((source, warning) -> warnings.add(warning));
        BufferedImage image = reader.read(0);
        if (warnings.stream().anyMatch(warning -> warning.contains("premature end"))) {
          throw new IOException("it is cut off");
        }
        checkColors(image.getColorModel());
        return image;
      } finally {
        reader.dispose();
      }
    } catch (ConfigException e) {
      throw e;
    } catch (IOException | RuntimeException e) {
      // Decoders answer some damaged files with exceptions of their own arithmetic.
      String reason = e.getMessage() == null ? e.toString() : e.getMessage();
      throw new ConfigException(
          "%s cannot be read as an image: %s; save it again, as PNG for instance"
              .formatted(file, reason));
    }
  }

  private static void checkColors(ColorModel colors) throws IOException {
    int bits = colors.getComponentSize(0);
    if (bits > MOST_BITS) {
      throw new IOException("its values have %d bits, more than %d".formatted(bits, MOST_BITS));
    }
    if (colors.getColorSpace().getType() == ColorSpace.TYPE_CMYK) {
      // Their gray depends on the printer.
      throw new IOException("its colours are CMYK, not RGB");
    }
  }

  private static void checkSize(Path file, int width, int height) {
    if (Math.max(width, height) > LONGEST_SIDE || (long) width * height > MOST_PIXELS) {
      throw new ConfigException(
          "%s has %d x %d pixels, more than %d or %d a side; make it smaller"
              .formatted(file, width, height, MOST_PIXELS, LONGEST_SIDE));
    }
  }

  /** Gray values by row and column; what is transparent shows paper that contrasts. */
  private static byte[][] gray(BufferedImage image) {
    double ink = 0;
    double covered = 0;
    if (image.getColorModel().hasAlpha()) {
      for (int y = 0; y < image.getHeight(); y++) {
        for (int x = 0; x < image.getWidth(); x++) {
          double opacity = opacity(image, x, y);
          ink += gray(image, x, y) * opacity;
          covered += opacity;
        }
      }
    }
    double paper = ink > covered * WHITE / 2 ? 0 : WHITE;
    byte[][] gray = new byte[image.getHeight()][image.getWidth()];
    for (int y = 0; y < gray.length; y++) {
      for (int x = 0; x < gray[y].length; x++) {
        double opacity = opacity(image, x, y);
        gray[y][x] = (byte) Math.round(opacity * gray(image, x, y) + (1 - opacity) * paper);
      }
    }
    return gray;
  }

  private static double gray(BufferedImage image, int x, int y) {
    ColorModel colors = image.getColorModel();
    if (colors.getColorSpace().getType() == ColorSpace.TYPE_GRAY
        && !(colors instanceof IndexColorModel)) {
      // getRGB would take the values for linear ones and brighten them.
      WritableRaster raster = image.getRaster();
      double most = (1 << colors.getComponentSize(0)) - 1;
      return raster.getSample(x, y, 0) * WHITE / most;
    }
    int rgb = image.getRGB(x, y);
    return (299 * (rgb >> 16 & 0xff) + 587 * (rgb >> 8 & 0xff) + 114 * (rgb & 0xff)) / 1000.0;
  }

  private static double opacity(BufferedImage image, int x, int y) {
    return image.getColorModel().hasAlpha() ? (image.getRGB(x, y) >>> 24) / (double) WHITE : 1;
  }

  /** The median of the outermost pixels. */
  private static int background(byte[][] gray) {
    int height = gray.length;
    int width = gray[0].length;
    int[] border = new int[2 * (width + height)];
    int count = 0;
    for (int x = 0; x < width; x++) {
      border[count++] = gray[0][x] & 0xff;
      border[count++] = gray[height - 1][x] & 0xff;
    }
    for (byte[] row : gray) {
      border[count++] = row[0] & 0xff;
      border[count++] = row[width - 1] & 0xff;
    }
    Arrays.sort(border);
    return border[border.length / 2];
  }

  /** Means over areas of the image in the middle of a square of the background. */
  private static byte[] scale(byte[][] gray, int background) {
    int height = gray.length;
    int width = gray[0].length;
    int square = Math.max(width, height);
    int top = (square - height) / 2;
    int left = (square - width) / 2;
    byte[] pixels = new byte[ImageSet.PIXELS];
    for (int y = 0; y < SIDE; y++) {
      for (int x = 0; x < SIDE; x++) {
        long sum = 0;
        // In units of 1/28 of a pixel of the file all edges are whole numbers.
        for (int v = y * square / SIDE; v * SIDE < (y + 1) * square; v++) {
          int high = overlap(v, y, square);
          for (int u = x * square / SIDE; u * SIDE < (x + 1) * square; u++) {
            int row = v - top;
            int column = u - left;
            boolean inside = row >= 0 && row < height && column >= 0 && column < width;
            sum +=
                (long) high
                    * overlap(u, x, square)
                    * (inside ? gray[row][column] & 0xff : background);
          }
        }
        pixels[y * SIDE + x] = (byte) Math.round(sum / ((double) square * square));
      }
    }
    return pixels;
  }

  /** The length that a pixel of the file and one of the result share, in 1/28 of the former. */
  private static int overlap(int source, int target, int square) {
    return Math.min((source + 1) * SIDE, (target + 1) * square)
        - Math.max(source * SIDE, target * square);
  }
}
