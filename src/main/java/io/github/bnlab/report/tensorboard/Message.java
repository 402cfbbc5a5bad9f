package io.github.bnlab.report.tensorboard;

import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.WireFormat;
import java.io.ByteArrayOutputStream;
import org.apache.commons.io.function.IORunnable;
import org.apache.commons.io.function.Uncheck;

/** A protocol buffer: its fields are written in the order in which they are put. */
final class Message {
  /** Most messages are a number with its tag. */
  private static final int BUFFER = 128;

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(BUFFER);
  private final CodedOutputStream out = CodedOutputStream.newInstance(bytes, BUFFER);

  private Message put(IORunnable field) {
    Uncheck.run(field); // into memory: it does not fail
    return this;
  }

  Message putDouble(int field, double value) {
    return put(() -> out.writeDouble(field, value));
  }

  Message putFloat(int field, float value) {
    return put(() -> out.writeFloat(field, value));
  }

  /** Also for enumerations and for fields of 32 bits. */
  Message putInt(int field, long value) {
    return put(() -> out.writeInt64(field, value));
  }

  Message putText(int field, String value) {
    return put(() -> out.writeString(field, value));
  }

  Message putMessage(int field, Message value) {
    return put(() -> out.writeByteArray(field, value.bytes()));
  }

  /** A repeated field, packed. */
  Message putDoubles(int field, double[] values) {
    return put(
        () -> {
          out.writeTag(field, WireFormat.WIRETYPE_LENGTH_DELIMITED);
          out.writeUInt32NoTag(Double.BYTES * values.length);
          for (double value : values) {
            out.writeDoubleNoTag(value);
          }
        });
  }

  byte[] bytes() {
    put(out::flush);
    return bytes.toByteArray();
  }
}
