package io.github.bnlab.network;

import io.github.bnlab.config.MessageText;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * NumPy's .npy format (NEP 1, versions 1 to 3): little-endian floats and the integers that the
 * reference values use.
 */
final class NpyFormat {
  private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
  private static final int MAX_HEADER = 1 << 12;
  private static final int ALIGNMENT = 64;
  private static final Pattern HEADER =
      Pattern.compile(
          "\\{\\s*'descr':\\s*'([<|][fiu][1248])',\\s*'fortran_order':\\s*(True|False),"
              + "\\s*'shape':\\s*\\(([0-9, ]*)\\),?\\s*\\}\\s*");

  private static final Pattern EXTENT = Pattern.compile("[0-9]{1,9}");

  /** NumPy's own limit on dimensions. */
  private static final int MAX_RANK = 64;

  private NpyFormat() {}

  /**
   * Reads an array.
   *
   * @param available how many bytes there are, header included
   * @param mostValues how many elements it may have
   * @throws IOException with the reason where the bytes are not exactly one array
   */
  static NpyArray read(DataInputStream in, long available, long mostValues) throws IOException {
    if (!Arrays.equals(in.readNBytes(MAGIC.length), MAGIC)) {
      throw new IOException("it does not begin with the .npy signature");
    }
    int major = in.readUnsignedByte();
    in.readUnsignedByte();
    int prefix = major == 1 ? 10 : 12;
    int size = Integer.reverseBytes(major == 1 ? in.readUnsignedShort() << 16 : in.readInt());
    if (major < 1 || major > 3 || size < 0 || size > MAX_HEADER) {
      throw new IOException("its .npy version or header size is not supported");
    }
    String header = new String(in.readNBytes(size), StandardCharsets.ISO_8859_1);
    Matcher matcher = HEADER.matcher(header);
    if (!matcher.matches()) {
      throw new IOException(
          "its header is not that of a plain numeric array: " + MessageText.quoted(header));
    }
    String type = matcher.group(1);
    long[] shape = shape(matcher.group(3));
    long bytes = Math.multiplyExact(NpyArray.length(shape), (long) width(type));
    if (bytes != available - prefix - size) {
      throw new IOException(
          "its header states " + bytes + " bytes, but it has " + (available - prefix - size));
    }
    if (NpyArray.length(shape) > mostValues) {
      throw new IOException("there are more values than this program reads");
    }
    double[] values = values(in, type, NpyArray.length(shape));
    boolean fortran = matcher.group(2).equals("True");
    return new NpyArray(type, shape, fortran ? toC(values, shape) : values);
  }

  /** The bytes of an array; those of doubles as floats where {@code single}. */
  static byte[] write(NpyArray array, boolean single) throws IOException {
    String type = single && array.type().equals(NpyArray.DOUBLE) ? "<f4" : array.type();
    String shape =
        Arrays.stream(array.shape()).mapToObj(Long::toString).collect(Collectors.joining(", "));
    String header =
        "{'descr': '%s', 'fortran_order': False, 'shape': (%s%s), }"
            .formatted(type, shape, array.shape().length == 1 ? "," : "");
    int used = MAGIC.length + 4 + header.length() + 1;
    int padding = (ALIGNMENT - used % ALIGNMENT) % ALIGNMENT;
    ByteBuffer buffer =
        ByteBuffer.allocate(used + padding + width(type) * array.values().length)
            .order(ByteOrder.LITTLE_ENDIAN)
            .put(MAGIC)
            .put((byte) 1)
            .put((byte) 0)
            .putShort((short) (header.length() + padding + 1))
            .put((header + " ".repeat(padding) + "\n").getBytes(StandardCharsets.ISO_8859_1));
    for (double value : array.values()) {
      switch (type) {
        case "<f4" -> buffer.putFloat((float) value);
        case "<f8" -> buffer.putDouble(value);
        case "<i4" -> buffer.putInt((int) value);
        case "<i8" -> buffer.putLong((long) value);
        default -> buffer.put((byte) value);
      }
    }
    return buffer.array();
  }

  private static int width(String type) throws IOException {
    return switch (type) {
      case "<f4", "<i4" -> 4;
      case "<f8", "<i8" -> 8;
      case NpyArray.BYTE -> 1;
      default ->
          throw new IOException(
              "its type " + type + " is not supported; expected <f8, <f4, <i8, <i4 or |u1");
    };
  }

  private static long[] shape(String text) throws IOException {
    String[] extents = text.isBlank() ? new String[0] : text.strip().split(" *, *");
    if (extents.length > MAX_RANK
        || !Arrays.stream(extents).allMatch(extent -> EXTENT.matcher(extent).matches())) {
      throw new IOException("its shape is not valid: " + MessageText.quoted(text));
    }
    return Arrays.stream(extents).mapToLong(Long::parseLong).toArray();
  }

  private static double[] values(DataInputStream in, String type, long length) throws IOException {
    byte[] bytes = in.readNBytes(Math.toIntExact(length * width(type)));
    if (bytes.length != length * width(type) || in.read() >= 0) {
      throw new EOFException("its size is not the one in its header");
    }
    ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    double[] values = new double[Math.toIntExact(length)];
    for (int i = 0; i < values.length; i++) {
      values[i] =
          switch (type) {
            case "<f4" -> buffer.getFloat();
            case "<f8" -> buffer.getDouble();
            case "<i4" -> buffer.getInt();
            case "<i8" -> buffer.getLong();
            default -> Byte.toUnsignedInt(buffer.get());
          };
    }
    return values;
  }

  /** From column-major to row-major order. */
  private static double[] toC(double[] values, long[] shape) {
    double[] result = new double[values.length];
    for (int c = 0; c < result.length; c++) {
      int rest = c;
      int f = 0;
      // Digits of c, last dimension first, weighted by column-major strides.
      int stride = values.length;
      for (int d = shape.length - 1; d >= 0; d--) {
        stride /= (int) shape[d];
        f += rest % (int) shape[d] * stride;
        rest /= (int) shape[d];
      }
      result[c] = values[f];
    }
    return result;
  }
}
