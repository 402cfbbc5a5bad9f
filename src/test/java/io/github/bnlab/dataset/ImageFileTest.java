package io.github.bnlab.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.bnlab.Unreadable;
import io.github.bnlab.config.ConfigException;
import java.awt.Transparency;
import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.ComponentColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.Raster;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ImageFileTest {
  private static final int SIDE = 28;

  /** A digit in gray values 0 to 255. */
  private static final byte[] DIGIT = SyntheticDigits.draw(3, 0, 1).pixels();

  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(
      ints = {
        BufferedImage.TYPE_BYTE_GRAY,
        BufferedImage.TYPE_INT_RGB,
        BufferedImage.TYPE_INT_ARGB,
        BufferedImage.TYPE_3BYTE_BGR
      })
  void anImageOfTheDataSetsKeepsItsValues(int type) throws IOException {
    ImageFile read = ImageFile.read(png(picture(type, 1, false)));
    assertThat(read.pixels()).isEqualTo(DIGIT);
    assertThat(read.scaled()).isFalse();
    assertThat(read.inverted()).isFalse();
  }

  @Test
  void sixteenBitsBecomeEight() throws IOException {
    BufferedImage image = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_USHORT_GRAY);
    for (int i = 0; i < DIGIT.length; i++) {
      image.getRaster().setSample(i % SIDE, i / SIDE, 0, (DIGIT[i] & 0xff) * 257);
    }
    assertThat(ImageFile.read(png(image)).pixels()).isEqualTo(DIGIT);
  }

  /** 0.299 red + 0.587 green + 0.114 blue. */
  @ParameterizedTest
  @CsvSource({"0xff0000, 76", "0x00ff00, 150", "0x0000ff, 29"})
  void coloursBecomeGrayAsTheEyeSeesThem(int colour, int gray) throws IOException {
    BufferedImage image = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_INT_RGB);
    image.setRGB(14, 14, colour);
    assertThat(ImageFile.read(png(image)).pixels()[14 * SIDE + 14]).isEqualTo((byte) gray);
  }

  @Test
  void aBackgroundIsLightFromTheMiddleOn() throws IOException {
    for (int gray : new int[] {127, 128}) {
      BufferedImage image = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_INT_RGB);
      for (int i = 0; i < SIDE * SIDE; i++) {
        image.setRGB(i % SIDE, i / SIDE, gray * 0x010101);
      }
      ImageFile read = ImageFile.read(png(image));
      assertThat(read.inverted()).isEqualTo(gray == 128);
      assertThat(read.pixels()).containsOnly(127);
    }
  }

  @Test
  void aLightBackgroundIsInverted() throws IOException {
    ImageFile read = ImageFile.read(png(picture(BufferedImage.TYPE_INT_RGB, 1, true)));
    assertThat(read.pixels()).isEqualTo(DIGIT);
    assertThat(read.inverted()).isTrue();
  }

  @Test
  void aLargerImageIsAveraged() throws IOException {
    ImageFile read = ImageFile.read(png(picture(BufferedImage.TYPE_BYTE_GRAY, 3, false)));
    assertThat(read.pixels()).isEqualTo(DIGIT);
    assertThat(read.width()).isEqualTo(3 * SIDE);
    assertThat(read.scaled()).isTrue();
    // Two and a half pixels of the file make one: the mean weighs the shared one half.
    BufferedImage stripes = new BufferedImage(70, 70, BufferedImage.TYPE_BYTE_GRAY);
    for (int y = 0; y < 70; y++) {
      stripes.getRaster().setSample(12, y, 0, 100);
    }
    byte[] pixels = ImageFile.read(png(stripes)).pixels();
    assertThat(Arrays.copyOf(pixels, 8)).containsExactly(0, 0, 0, 0, 20, 20, 0, 0);
  }

  /** Its proportions stay; the rest is its background. */
  @Test
  void aNarrowImageIsPutInTheMiddle() throws IOException {
    BufferedImage bar = new BufferedImage(14, 28, BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < 14 * 28; i++) {
      boolean inner = i % 14 > 3 && i % 14 < 10 && i / 14 > 3 && i / 14 < 24;
      bar.setRGB(i % 14, i / 14, inner ? 0x000000 : 0xffffff);
    }
    ImageFile read = ImageFile.read(png(bar));
    assertThat(read.inverted()).isTrue();
    byte[] row = Arrays.copyOfRange(read.pixels(), 14 * SIDE, 15 * SIDE);
    byte[] expected = new byte[SIDE];
    Arrays.fill(expected, 11, 17, (byte) 255);
    assertThat(row).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(ints = {0x000000, 0xffffff})
  void inkOnNothingIsSeen(int ink) throws IOException {
    BufferedImage image = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_INT_ARGB);
    for (int i = 0; i < DIGIT.length; i++) {
      image.setRGB(i % SIDE, i / SIDE, (DIGIT[i] & 0xff) << 24 | ink);
    }
    ImageFile read = ImageFile.read(png(image));
    assertThat(read.pixels()).isEqualTo(DIGIT);
    assertThat(read.inverted()).isEqualTo(ink == 0);
  }

  @ParameterizedTest
  @ValueSource(strings = {"jpg", "bmp", "gif"})
  void otherFormatsAreRead(String format) throws IOException {
    Path file = folder.resolve("digit." + format);
    BufferedImage image = picture(BufferedImage.TYPE_INT_RGB, 4, true);
    assertThat(ImageIO.write(image, format, file.toFile())).isTrue();
    byte[] pixels = ImageFile.read(file).pixels();
    double difference = 0;
    for (int i = 0; i < pixels.length; i++) {
      difference += Math.abs((pixels[i] & 0xff) - (DIGIT[i] & 0xff)) / (double) pixels.length;
    }
    assertThat(difference).as("JPEG and the palette of GIF lose a little").isLessThan(6);
  }

  @Test
  void whatIsNoImageIsRefusedByName() throws IOException {
    Path text = Files.writeString(folder.resolve("text.png"), "not an image");
    Path empty = Files.write(folder.resolve("empty.gif"), new byte[0]);
    for (Path file : new Path[] {text, empty, folder, folder.resolve("missing.png")}) {
      assertThatThrownBy(() -> ImageFile.read(file))
          .isInstanceOf(ConfigException.class)
          .hasMessageContaining(file.toString());
    }
    assertThatThrownBy(() -> ImageFile.read(text))
        .hasMessageContaining(": it is not a PNG, JPEG, BMP or GIF file; save it again");
  }

  @ParameterizedTest
  @ValueSource(strings = {"png", "jpg", "bmp", "gif"})
  void aFileThatIsCutOffIsRefused(String format) throws IOException {
    Path file = folder.resolve("digit." + format);
    ImageIO.write(picture(BufferedImage.TYPE_INT_RGB, 8, false), format, file.toFile());
    byte[] whole = Files.readAllBytes(file);
    Files.write(file, Arrays.copyOf(whole, whole.length - whole.length / 8));
    assertThatThrownBy(() -> ImageFile.read(file))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining(file + " cannot be read as an image: ");
  }

  @Test
  void valuesOf32BitsAreRefused() throws IOException {
    ColorModel colors =
        new ComponentColorModel(
            ColorSpace.getInstance(ColorSpace.CS_GRAY),
            false,
            false,
            Transparency.OPAQUE,
            DataBuffer.TYPE_INT);
    BufferedImage image =
        new BufferedImage(colors, colors.createCompatibleWritableRaster(SIDE, SIDE), false, null);
    Path file = folder.resolve("digit.tiff");
    assertThat(ImageIO.write(image, "tiff", file.toFile())).isTrue();
    assertThatThrownBy(() -> ImageFile.read(file))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining(file.toString())
        .hasMessageContaining("its values have 32 bits, more than 16");
  }

  /** As programs for printing write. */
  @Test
  void coloursOfInksAreRefused() throws IOException {
    Path file = folder.resolve("inks.jpg");
    ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
    try (ImageOutputStream out = ImageIO.createImageOutputStream(file.toFile())) {
      writer.setOutput(out);
      writer.write(
          new IIOImage(
              Raster.createInterleavedRaster(DataBuffer.TYPE_BYTE, SIDE, SIDE, 4, null),
              null,
              null));
    }
    assertThatThrownBy(() -> ImageFile.read(file))
        .isInstanceOf(ConfigException.class)
        .hasMessage(
            file
                + " cannot be read as an image: its colours are CMYK, not RGB; save it again, as PNG for instance");
  }

  @Test
  void aFileWithoutPermissionIsRefused() throws IOException {
    Path file = Unreadable.make(png(picture(BufferedImage.TYPE_BYTE_GRAY, 1, false)));
    assertThatThrownBy(() -> ImageFile.read(file))
        .isInstanceOf(ConfigException.class)
        .hasMessage("no permission for " + file + "; make it readable");
  }

  /** One is too wide, the other has too many pixels. */
  @ParameterizedTest
  @CsvSource({"10001, 1", "5001, 5000"})
  void aHugeImageIsRefusedBeforeItIsDecoded(int width, int height) throws IOException {
    Path file = png(new BufferedImage(width, height, BufferedImage.TYPE_BYTE_BINARY));
    assertThatThrownBy(() -> ImageFile.read(file))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining(width + " x " + height + " pixels")
        .hasMessageEndingWith("; make it smaller");
  }

  @Test
  void damagedFilesAreReadOrRefused() throws IOException {
    Random random = new Random(1);
    int refused = 0;
    for (String format : new String[] {"png", "jpg", "bmp", "gif"}) {
      Path file = folder.resolve("damaged." + format);
      ImageIO.write(picture(BufferedImage.TYPE_INT_RGB, 1, false), format, file.toFile());
      byte[] sound = Files.readAllBytes(file);
      for (int i = 0; i < 200; i++) {
        byte[] damaged =
            Arrays.copyOf(sound, i % 2 == 0 ? random.nextInt(sound.length) : sound.length);
        if (i % 2 == 1) {
          damaged[random.nextInt(Math.min(damaged.length, 200))] = (byte) random.nextInt();
        }
        Files.write(file, damaged);
        try {
          assertThat(ImageFile.read(file).pixels()).hasSize(SIDE * SIDE);
        } catch (ConfigException e) {
          assertThat(e).hasMessageContaining(file.toString()).hasMessageNotContaining("null");
          refused++;
        }
      }
    }
    assertThat(refused).isBetween(100, 799);
  }

  /** The digit, each pixel several pixels wide. */
  private static BufferedImage picture(int type, int factor, boolean dark) {
    BufferedImage image = new BufferedImage(factor * SIDE, factor * SIDE, type);
    for (int y = 0; y < factor * SIDE; y++) {
      for (int x = 0; x < factor * SIDE; x++) {
        int light = DIGIT[y / factor * SIDE + x / factor] & 0xff;
        int value = dark ? 255 - light : light;
        if (type == BufferedImage.TYPE_BYTE_GRAY) {
          image.getRaster().setSample(x, y, 0, value);
        } else {
          image.setRGB(x, y, 0xff000000 | value * 0x010101);
        }
      }
    }
    return image;
  }

  private Path png(BufferedImage image) throws IOException {
    Path file = folder.resolve("image.png");
    assertThat(ImageIO.write(image, "png", file.toFile())).isTrue();
    return file;
  }
}
