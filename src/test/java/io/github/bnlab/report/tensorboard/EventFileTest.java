package io.github.bnlab.report.tensorboard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class EventFileTest {
  /** The bytes that tensorboard 2.21 writes for the same event with its own RecordWriter. */
  @Test
  void aRecordIsThatOfTensorBoard() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    EventFile file = new EventFile(bytes);
    int start = bytes.size();
    file.scalar("loss/test", 300, 1.5, 0.25);
    file.finish();
    String record = HexFormat.of().formatHex(bytes.toByteArray(), start, bytes.size());
    assertThat(record).isEqualTo(EXPECTED);
  }

  private static final String EXPECTED =
      "200000000000000029eda95009000000000000f83f10ac02"
          + "2a120a100a096c6f73732f74657374150000803ecdbbcbce";

  @Test
  void aFailureIsThrownAtTheEnd() {
    IOException full = new IOException("No space left on device");
    EventFile file =
        new EventFile(
            new OutputStream() {
              @Override
              public void write(int b) throws IOException {
                throw full;
              }
            });
    file.scalar("loss/batch", 1, 0, 1);
    assertThatThrownBy(file::finish).isSameAs(full);
  }
}
