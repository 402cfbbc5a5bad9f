package io.github.bnlab.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.bnlab.Unreadable;
import io.github.bnlab.config.ConfigException;
import io.github.bnlab.golden.Golden;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TimeZone;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.ndarray.INDArray;

class NpzFileTest {
  private static final String HEADER =
      "{'descr': '%s', 'fortran_order': %s, 'shape': %s, }          \n";

  @TempDir Path folder;

  @Test
  void readsWhatNumPyWrote() throws IOException {
    Path file = Golden.path("networks/simplenetbn-article-made-up.npz");
    Map<String, INDArray> expected = Golden.arrays(file);
    Map<String, NpyArray> actual = NpzFile.read(file);
    assertThat(actual.keySet()).isEqualTo(expected.keySet());
    for (String key : new String[] {"init/0/weight", "losses", "labels"}) {
      assertThat(actual.get(key).shape()).isEqualTo(expected.get(key).shape());
      assertThat(actual.get(key).values()).isEqualTo(expected.get(key).ravel().toDoubleVector());
    }
    // Unsigned bytes.
    assertThat(Arrays.stream(actual.get("images").values()).summaryStatistics())
        .matches(pixels -> pixels.getMin() == 0 && pixels.getMax() == 255);
  }

  @Test
  void writesTheSameBytesTwiceAndReadsThemBack() throws IOException {
    Map<String, NpyArray> arrays = new LinkedHashMap<>();
    arrays.put("b/x", new NpyArray(new long[] {2, 3}, new double[] {1, -2, 0.1, 4, Math.PI, 6}));
    arrays.put("a", new NpyArray(new long[] {2}, new double[] {Double.NaN, 1e300}));
    arrays.put("s", new NpyArray(new long[] {}, new double[] {7}));
    Path first = folder.resolve("1.npz");
    Path second = folder.resolve("2.npz");
    NpzFile.write(Files.newOutputStream(first), arrays, false);
    TimeZone zone = TimeZone.getDefault();
    TimeZone.setDefault(TimeZone.getTimeZone("Asia/Kathmandu"));
    try {
      NpzFile.write(Files.newOutputStream(second), arrays, false);
    } finally {
      TimeZone.setDefault(zone);
    }
    assertThat(first).hasSameBinaryContentAs(second);
    Map<String, NpyArray> read = NpzFile.read(first);
    assertThat(read.keySet()).containsExactlyElementsOf(arrays.keySet());
    arrays.forEach(
        (key, array) -> {
          assertThat(read.get(key).shape()).isEqualTo(array.shape());
          assertThat(read.get(key).values()).isEqualTo(array.values());
        });
  }

  @Test
  void aFlippedBitIsFound() throws IOException {
    Path file = folder.resolve("f.npz");
    NpzFile.write(
        Files.newOutputStream(file),
        Map.of("x", new NpyArray(new long[] {1}, new double[] {0.1})),
        false);
    byte[] bytes = Files.readAllBytes(file);
    int value = new String(bytes, StandardCharsets.ISO_8859_1).indexOf("PK", 4) - Double.BYTES;
    bytes[value] ^= 1;
    Files.write(file, bytes);
    assertThatThrownBy(() -> NpzFile.read(file))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("do not match their CRC-32");
  }

  @Test
  void aMissingPermissionIsTold() throws IOException {
    Path file = Unreadable.make(Files.createFile(folder.resolve("a.npz")));
    assertThatThrownBy(() -> NpzFile.read(file))
        .isInstanceOf(ConfigException.class)
        .hasMessage("Cannot read " + file + ": no permission");
  }

  @Test
  void floatsAreFloats() throws IOException {
    Path file = folder.resolve("f.npz");
    NpzFile.write(
        Files.newOutputStream(file),
        Map.of("x", new NpyArray(new long[] {1}, new double[] {0.1})),
        true);
    assertThat(NpzFile.read(file).get("x").values()).containsExactly(0.1f);
  }

  /** ND4J's own reader agrees with what is written. */
  @Test
  void otherReadersUnderstandIt() throws IOException {
    Path file = folder.resolve("f.npz");
    NpyArray array = new NpyArray(new long[] {2, 2}, new double[] {1, 2, 3, 4});
    NpzFile.write(Files.newOutputStream(file), Map.of("x", array), false);
    INDArray read = Golden.arrays(file).get("x");
    assertThat(read.shape()).containsExactly(2, 2);
    assertThat(read.ravel().toDoubleVector()).containsExactly(1, 2, 3, 4);
  }

  @Test
  void columnMajorArraysAreTransposed() throws IOException {
    Path file = zip("x.npy", npy("|u1", "True", "(2, 3)", new byte[] {1, 2, 3, 4, 5, 6}));
    // Columns 1 2, 3 4, 5 6.
    assertThat(NpzFile.read(file).get("x").values()).containsExactly(1, 3, 5, 2, 4, 6);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "noFile",
        "noZip",
        "truncated",
        "notNpy",
        "badSignature",
        "badVersion",
        "hugeHeader",
        "objects",
        "bigEndian",
        "negativeShape",
        "emptyExtent",
        "noComma",
        "onlyComma",
        "overflowingShape",
        "tooFewBytes",
        "tooManyBytes",
        "empty"
      })
  void refusesEveryMalformedFile(String kind) throws IOException {
    Path file = malformed(kind);
    assertThatThrownBy(() -> NpzFile.read(file))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining(file.toString());
  }

  private Path malformed(String kind) throws IOException {
    byte[] two = new byte[16];
    byte[] good = npy("<f8", "False", "(2,)", two);
    byte[] changed = good.clone();
    switch (kind) {
      case "noFile":
        return folder.resolve("missing.npz");
      case "noZip":
        return Files.write(folder.resolve("m.npz"), good);
      case "truncated":
        byte[] whole = Files.readAllBytes(zip("x.npy", good));
        return Files.write(folder.resolve("t.npz"), Arrays.copyOf(whole, whole.length / 2));
      case "notNpy":
        return zip("x.txt", good);
      case "badSignature":
        changed[1] = 'X';
        return zip("x.npy", changed);
      case "badVersion":
        changed[6] = 9;
        return zip("x.npy", changed);
      case "hugeHeader":
        changed[9] = (byte) 0xff;
        return zip("x.npy", changed);
      case "objects":
        return zip("x.npy", npy("|O", "False", "(2,)", two));
      case "bigEndian":
        return zip("x.npy", npy(">f8", "False", "(2,)", two));
      case "negativeShape":
        return zip("x.npy", npy("<f8", "False", "(-2,)", two));
      case "emptyExtent":
        return zip("x.npy", npy("<f8", "False", "(2,,)", two));
      case "noComma":
        return zip("x.npy", npy("<f8", "False", "(2)", two));
      case "onlyComma":
        return zip("x.npy", npy("<f8", "False", "(,)", new byte[8]));
      case "overflowingShape":
        return zip("x.npy", npy("<f8", "False", "(999999999, 999999999, 999999999)", two));
      case "tooFewBytes":
        return zip("x.npy", npy("<f8", "False", "(3,)", two));
      case "tooManyBytes":
        return zip("x.npy", npy("<f8", "False", "(1,)", two));
      default:
        return zip("x.npy", new byte[0]);
    }
  }

  private static byte[] npy(String type, String fortran, String shape, byte[] data) {
    byte[] header = HEADER.formatted(type, fortran, shape).getBytes(StandardCharsets.US_ASCII);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0});
    out.writeBytes(new byte[] {(byte) header.length, 0});
    out.writeBytes(header);
    out.writeBytes(data);
    return out.toByteArray();
  }

  private Path zip(String name, byte[] content) throws IOException {
    Path file = folder.resolve("z.npz");
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
      zip.putNextEntry(new ZipEntry(name));
      zip.write(content);
      zip.closeEntry();
    }
    return file;
  }
}
