package io.github.bnlab.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnknownFieldSet;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Reads an event file by the description of its format, and checks every checksum. */
final class EventRecords {
  private EventRecords() {}

  /** Fields of a message by number, whatever they mean. */
  record Fields(UnknownFieldSet set) {
    static Fields of(ByteString bytes) {
      try {
        return new Fields(UnknownFieldSet.parseFrom(bytes));
      } catch (IOException e) {
        throw new AssertionError(e);
      }
    }

    /** The message in fields one in another. */
    Fields in(int... path) {
      Fields at = this;
      for (int field : path) {
        assertThat(at.all(field)).hasSize(1);
        at = at.all(field).get(0);
      }
      return at;
    }

    List<Fields> all(int field) {
      return set.getField(field).getLengthDelimitedList().stream().map(Fields::of).toList();
    }

    String text(int field) {
      return set.getField(field).getLengthDelimitedList().get(0).toStringUtf8();
    }

    double float64(int field) {
      return Double.longBitsToDouble(set.getField(field).getFixed64List().get(0));
    }

    float float32(int field) {
      return Float.intBitsToFloat(set.getField(field).getFixed32List().get(0));
    }

    long number(int field) {
      return set.getField(field).getVarintList().get(0);
    }

    /** A packed field of doubles. */
    double[] doubles(int field) {
      ByteBuffer bytes = set.getField(field).getLengthDelimitedList().get(0).asReadOnlyByteBuffer();
      double[] values = new double[bytes.remaining() / Double.BYTES];
      bytes.order(ByteOrder.LITTLE_ENDIAN).asDoubleBuffer().get(values);
      return values;
    }
  }

  /** The events of a file. */
  static List<Fields> of(Path file) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
    List<Fields> events = new ArrayList<>();
    while (bytes.hasRemaining()) {
      int length = Math.toIntExact(bytes.getLong());
      checkSum(bytes, bytes.position() - Long.BYTES, Long.BYTES);
      byte[] data = new byte[length];
      int start = bytes.position();
      bytes.get(data);
      checkSum(bytes, start, length);
      events.add(Fields.of(ByteString.copyFrom(data)));
    }
    return events;
  }

  /** CRC-32C bit by bit, rotated and shifted as TFRecord wants it. */
  private static void checkSum(ByteBuffer bytes, int start, int length) {
    int crc = -1;
    for (int i = start; i < start + length; i++) {
      crc ^= bytes.get(i) & 0xff;
      for (int bit = 0; bit < 8; bit++) {
        crc = (crc >>> 1) ^ ((crc & 1) * 0x82f63b78);
      }
    }
    crc = ~crc;
    assertThat(bytes.getInt()).isEqualTo(((crc >>> 15) | (crc << 17)) + 0xa282ead8);
  }
}
