package io.github.bnlab.recording;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** Texts and arrays of a checkpoint, after their lengths. */
final class CheckpointCodec {
  private CheckpointCodec() {}

  static void text(DataOutputStream out, String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    out.writeInt(bytes.length);
    out.write(bytes);
  }

  static String text(DataInputStream in) throws IOException {
    return new String(in.readNBytes(count(in)), StandardCharsets.UTF_8);
  }

  /** Numbers, as floats where that loses nothing. */
  static void numbers(DataOutputStream out, double... values) throws IOException {
    boolean single = true;
    for (double value : values) {
      single &= Double.compare((float) value, value) == 0;
    }
    out.writeInt(values.length);
    out.writeBoolean(single);
    for (double value : values) {
      if (single) {
        out.writeFloat((float) value);
      } else {
        out.writeDouble(value);
      }
    }
  }

  static double[] numbers(DataInputStream in) throws IOException {
    double[] values = new double[count(in)];
    boolean single = in.readBoolean();
    for (int i = 0; i < values.length; i++) {
      values[i] = single ? in.readFloat() : in.readDouble();
    }
    return values;
  }

  static void integers(DataOutputStream out, int... values) throws IOException {
    out.writeInt(values.length);
    for (int value : values) {
      out.writeInt(value);
    }
  }

  static int[] integers(DataInputStream in) throws IOException {
    int[] values = new int[count(in)];
    for (int i = 0; i < values.length; i++) {
      values[i] = in.readInt();
    }
    return values;
  }

  /** A number of items, each of which takes at least one byte of what is left. */
  static int count(DataInputStream in) throws IOException {
    int count = in.readInt();
    if (count < 0 || count > in.available()) {
      throw new IOException("it says that " + count + " items follow, more than the file holds");
    }
    return count;
  }
}
