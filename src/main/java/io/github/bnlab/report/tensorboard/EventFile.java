package io.github.bnlab.report.tensorboard;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.CRC32C;

/**
 * An event file in memory. It is a sequence of records, each of them the length of an {@code
 * Event}, the masked CRC-32C of the length, the event, and the masked CRC-32C of the event
 * (TensorFlow's {@code tensorflow/core/lib/io/record_writer.h}). Messages and the numbers of their
 * fields are those of {@code event.proto}, {@code summary.proto}, {@code histogram.proto}, {@code
 * tensor.proto}, {@code tensor_shape.proto} and {@code types.proto} in {@code
 * tensorboard/compat/proto}.
 */
final class EventFile {
  private static final String VERSION = "brain.Event:2";
  private static final String WRITER = "batchnorm-lab";
  private static final int MASK = 0xa282ead8;

  // Fields that several kinds of events have.
  private static final int EVENT_WALL_TIME = 1;
  private static final int VALUE_TAG = 1;
  private static final int TENSOR_TYPE = 1;
  private static final int TENSOR_SHAPE = 2;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  EventFile() {
    write(
        new Message()
            .putDouble(EVENT_WALL_TIME, 0)
            .putText(3, VERSION) // file_version
            .putMessage(10, new Message().putText(1, WRITER))); // source_metadata, its writer
  }

  /** Whether this program wrote a file: its first event says so. */
  static boolean isOne(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      String start = new String(in.readNBytes(64), StandardCharsets.ISO_8859_1);
      return start.contains(VERSION) && start.contains(WRITER);
    }
  }

  /**
   * A point of a curve.
   *
   * @param seconds since the trial began
   */
  void scalar(String tag, long step, double seconds, double value) {
    Message point =
        new Message().putText(VALUE_TAG, tag).putFloat(2, (float) value); // simple_value
    value(step, seconds, point);
  }

  /** A distribution at a step. */
  void histogram(String tag, long step, double seconds, Bins bins) {
    double[] edges = bins.edges();
    Message histogram =
        new Message()
            .putDouble(1, edges[0]) // min
            .putDouble(2, edges[edges.length - 1]) // max
            .putDouble(3, Arrays.stream(bins.counts()).sum()) // num
            .putDouble(4, bins.sum()) // sum
            .putDouble(5, bins.sumOfSquares()) // sum_squares
            .putDoubles(6, Arrays.copyOfRange(edges, 1, edges.length)) // bucket_limit
            .putDoubles(7, bins.counts()); // bucket
    value(step, seconds, new Message().putText(VALUE_TAG, tag).putMessage(5, histogram)); // histo
  }

  /** A text in Markdown. */
  void text(String tag, String markdown) {
    Message tensor =
        new Message()
            .putInt(TENSOR_TYPE, 7) // DT_STRING
            .putMessage(TENSOR_SHAPE, new Message())
            .putText(8, markdown); // string_val
    plugin(tag, "text", new Message(), tensor);
  }

  /** Data of a plugin that are all in the description of a tag, beside an empty tensor. */
  void plugin(String tag, String plugin, Message content) {
    Message none = new Message().putMessage(2, new Message().putInt(1, 0)); // dim, its size
    Message tensor =
        new Message()
            .putInt(TENSOR_TYPE, 1) // DT_FLOAT
            .putMessage(TENSOR_SHAPE, none);
    plugin(tag, plugin, content, tensor);
  }

  private void plugin(String tag, String plugin, Message content, Message tensor) {
    Message data =
        new Message()
            .putText(1, plugin) // plugin_name
            .putMessage(2, content); // content
    value(
        0,
        0,
        new Message()
            .putText(VALUE_TAG, tag)
            .putMessage(8, tensor) // tensor
            .putMessage(9, new Message().putMessage(1, data))); // metadata, its plugin_data
  }

  private void value(long step, double seconds, Message value) {
    write(
        new Message()
            .putDouble(EVENT_WALL_TIME, seconds)
            .putInt(2, step) // step
            .putMessage(5, new Message().putMessage(1, value))); // summary, its value
  }

  private void write(Message event) {
    byte[] data = event.bytes();
    ByteBuffer record =
        ByteBuffer.allocate(Long.BYTES + Integer.BYTES + data.length + Integer.BYTES)
            .order(ByteOrder.LITTLE_ENDIAN);
    record.putLong(data.length);
    record.putInt(maskedChecksum(record.array(), Long.BYTES));
    record.put(data);
    record.putInt(maskedChecksum(data, data.length));
    out.writeBytes(record.array());
  }

  /** A checksum of data that hold checksums themselves would be weak without the mask. */
  private static int maskedChecksum(byte[] data, int length) {
    CRC32C checksum = new CRC32C();
    checksum.update(data, 0, length);
    return Integer.rotateRight((int) checksum.getValue(), 15) + MASK;
  }

  byte[] bytes() {
    return out.toByteArray();
  }
}
