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
 * A NumPy array of numbers, independent of ND4J, and its .npy format (NEP 1, versions 1 to 3):
 * little-endian floats and the integers that the reference values use.
 *
 * @param type as files name it, such as {@code <f8}
 * @param shape one extent per dimension, empty for a scalar
 * @param values in c order
 */
public record NpyArray(String type, long[] shape, double[] values) {
  private static final String DOUBLE = "<f8";
  private static final String BYTE = "|u1";
  private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
  private static final int MAX_HEADER = 1 << 12;
  private static final int ALIGNMENT = 64;

  /** With at most 64 dimensions, which is NumPy's own limit. */
  private static final Pattern HEADER =
      Pattern.compile(
          "\\{\\s*'descr':\\s*'([<|][fiu][1248])',\\s*'fortran_order':\\s*(True|False),"
              + "\\s*'shape':\\s*\\((|\\d{1,9},|\\d{1,9}(?:, *\\d{1,9}){1,63},?)\\),?\\s*\\}\\s*");

  public NpyArray {
    if (length(shape) != values.length) {
      throw new IllegalArgumentException(
          values.length + " values for shape " + Arrays.toString(shape));
    }
  }

  /** An array of doubles. */
  public NpyArray(long[] shape, double[] values) {
    this(DOUBLE, shape, values);
  }

  /** A vector of doubles. */
  public static NpyArray vector(double[] values) {
    return new NpyArray(new long[] {values.length}, values);
  }

  /** The number of elements of a shape. */
  static long length(long[] shape) {
    long length = 1;
    for (long extent : shape) {
      length = Math.multiplyExact(length, extent);
    }
    return length;
  }

  /**
   * Reads an array.
   *
   * @param available how many bytes there are, header included
   * @param mostValues how many elements it may have
   * @throws IOException with the reason where the bytes are not exactly one array
   */
  public static NpyArray read(DataInputStream in, long available, long mostValues)
      throws IOException {
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
    long bytes = Math.multiplyExact(length(shape), (long) width(type));
    if (bytes != available - prefix - size) {
      throw new IOException(
          "its header states " + bytes + " bytes, but it has " + (available - prefix - size));
    }
    if (length(shape) > mostValues) {
      throw new IOException("there are more values than this program reads");
    }
    double[] values = values(in, type, length(shape));
    boolean fortran = matcher.group(2).equals("True");
    return new NpyArray(type, shape, fortran ? toC(values, shape) : values);
  }

  /** The bytes of a file; doubles become floats where {@code single}. */
  public byte[] write(boolean single) throws IOException {
    String stored = single && type.equals(DOUBLE) ? "<f4" : type;
    String extents =
        Arrays.stream(shape).mapToObj(Long::toString).collect(Collectors.joining(", "));
    String header =
        "{'descr': '%s', 'fortran_order': False, 'shape': (%s%s), }"
            .formatted(stored, extents, shape.length == 1 ? "," : "");
    int used = MAGIC.length + 4 + header.length() + 1;
    int padding = (ALIGNMENT - used % ALIGNMENT) % ALIGNMENT;
    ByteBuffer buffer =
        ByteBuffer.allocate(used + padding + width(stored) * values.length)
            .order(ByteOrder.LITTLE_ENDIAN)
            .put(MAGIC)
            .put((byte) 1)
            .put((byte) 0)
            .putShort((short) (header.length() + padding + 1))
            .put((header + " ".repeat(padding) + "\n").getBytes(StandardCharsets.ISO_8859_1));
    for (double value : values) {
      switch (stored) {
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
      case BYTE -> 1;
      default ->
          throw new IOException(
              "its type " + type + " is not supported; expected <f8, <f4, <i8, <i4 or |u1");
    };
  }

  private static long[] shape(String text) {
    String[] extents = text.isEmpty() ? new String[0] : text.split(", *");
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
