package io.github.bnlab.report.tensorboard;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.CRC32C;

/**
 * Writes an event file. It is a sequence of records, each of them the length of an {@code Event},
 * the masked CRC-32C of the length, the event, and the masked CRC-32C of the event (TensorFlow's
 * {@code tensorflow/core/lib/io/record_writer.h}).
 *
 * <p>A failure to write is kept and thrown by {@link #finish}, so that readers of records, which
 * call this class, do not take it for a fault of what they read.
 */
final class EventFile {
  private static final String VERSION = "brain.Event:2";
  private static final String WRITER = "batchnorm-lab";
  private static final int MASK = 0xa282ead8;

  // Event, SourceMetadata: tensorboard/compat/proto/event.proto
  private static final int EVENT_WALL_TIME = 1;
  private static final int EVENT_STEP = 2;
  private static final int EVENT_FILE_VERSION = 3;
  private static final int EVENT_SUMMARY = 5;
  private static final int EVENT_SOURCE_METADATA = 10;
  private static final int SOURCE_WRITER = 1;

  // Summary, SummaryMetadata: tensorboard/compat/proto/summary.proto
  private static final int SUMMARY_VALUE = 1;
  private static final int VALUE_TAG = 1;
  private static final int VALUE_SIMPLE_VALUE = 2;
  private static final int VALUE_HISTO = 5;
  private static final int VALUE_TENSOR = 8;
  private static final int VALUE_METADATA = 9;
  private static final int METADATA_PLUGIN_DATA = 1;
  private static final int PLUGIN_NAME = 1;
  private static final int PLUGIN_CONTENT = 2;

  // HistogramProto: tensorboard/compat/proto/histogram.proto
  private static final int HISTOGRAM_MIN = 1;
  private static final int HISTOGRAM_MAX = 2;
  private static final int HISTOGRAM_NUM = 3;
  private static final int HISTOGRAM_SUM = 4;
  private static final int HISTOGRAM_SUM_SQUARES = 5;
  private static final int HISTOGRAM_BUCKET_LIMIT = 6;
  private static final int HISTOGRAM_BUCKET = 7;

  // TensorProto, DataType, TensorShapeProto: tensor.proto, types.proto, tensor_shape.proto there
  private static final int TENSOR_DTYPE = 1;
  private static final int TENSOR_SHAPE = 2;
  private static final int TENSOR_STRING_VAL = 8;
  private static final int DT_FLOAT = 1;
  private static final int DT_STRING = 7;
  private static final int SHAPE_DIM = 2;
  private static final int DIM_SIZE = 1;

  private final OutputStream out;
  private IOException failure;

  /** Begins a file; the stream is closed by the caller. */
  EventFile(OutputStream out) {
    this.out = out;
    write(
        new Message()
            .putDouble(EVENT_WALL_TIME, 0)
            .putText(EVENT_FILE_VERSION, VERSION)
            .putMessage(EVENT_SOURCE_METADATA, new Message().putText(SOURCE_WRITER, WRITER)));
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
    value(
        step,
        seconds,
        new Message().putText(VALUE_TAG, tag).putFloat(VALUE_SIMPLE_VALUE, (float) value));
  }

  /** A distribution at a step. */
  void histogram(String tag, long step, double seconds, Bins bins) {
    Message histogram =
        new Message()
            .putDouble(HISTOGRAM_MIN, bins.low())
            .putDouble(HISTOGRAM_MAX, bins.high())
            .putDouble(HISTOGRAM_NUM, bins.number())
            .putDouble(HISTOGRAM_SUM, bins.sum())
            .putDouble(HISTOGRAM_SUM_SQUARES, bins.sumOfSquares())
            .putDoubles(HISTOGRAM_BUCKET_LIMIT, bins.upperEdges())
            .putDoubles(HISTOGRAM_BUCKET, bins.counts());
    value(step, seconds, new Message().putText(VALUE_TAG, tag).putMessage(VALUE_HISTO, histogram));
  }

  /** A text in Markdown. */
  void text(String tag, String markdown) {
    Message tensor =
        new Message()
            .putInt(TENSOR_DTYPE, DT_STRING)
            .putMessage(TENSOR_SHAPE, new Message())
            .putText(TENSOR_STRING_VAL, markdown);
    plugin(tag, "text", new Message(), tensor);
  }

  /** Data of a plugin that are all in the description of a tag, beside an empty tensor. */
  void plugin(String tag, String plugin, Message content) {
    Message none = new Message().putMessage(SHAPE_DIM, new Message().putInt(DIM_SIZE, 0));
    Message tensor = new Message().putInt(TENSOR_DTYPE, DT_FLOAT).putMessage(TENSOR_SHAPE, none);
    plugin(tag, plugin, content, tensor);
  }

  private void plugin(String tag, String plugin, Message content, Message tensor) {
    Message data = new Message().putText(PLUGIN_NAME, plugin).putMessage(PLUGIN_CONTENT, content);
    Message value =
        new Message()
            .putText(VALUE_TAG, tag)
            .putMessage(VALUE_TENSOR, tensor)
            .putMessage(VALUE_METADATA, new Message().putMessage(METADATA_PLUGIN_DATA, data));
    value(0, 0, value);
  }

  private void value(long step, double seconds, Message value) {
    write(
        new Message()
            .putDouble(EVENT_WALL_TIME, seconds)
            .putInt(EVENT_STEP, step)
            .putMessage(EVENT_SUMMARY, new Message().putMessage(SUMMARY_VALUE, value)));
  }

  private void write(Message event) {
    if (failure != null) {
      return;
    }
    byte[] data = event.bytes();
    ByteBuffer record =
        ByteBuffer.allocate(Long.BYTES + Integer.BYTES + data.length + Integer.BYTES)
            .order(ByteOrder.LITTLE_ENDIAN);
    record.putLong(data.length);
    record.putInt(maskedChecksum(record.array(), Long.BYTES));
    record.put(data);
    record.putInt(maskedChecksum(data, data.length));
    try {
      out.write(record.array());
    } catch (IOException e) {
      failure = e;
    }
  }

  /** A checksum of data that hold checksums themselves would be weak without the mask. */
  private static int maskedChecksum(byte[] data, int length) {
    CRC32C checksum = new CRC32C();
    checksum.update(data, 0, length);
    return Integer.rotateRight((int) checksum.getValue(), 15) + MASK;
  }

  /**
   * Ends the file.
   *
   * @throws IOException if not all of it could be written
   */
  void finish() throws IOException {
    if (failure != null) {
      throw failure;
    }
  }
}
