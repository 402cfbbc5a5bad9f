package io.github.bnlab.report.tensorboard;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class EventFileTest {
  /** The bytes that tensorboard 2.21 writes for the same event with its own RecordWriter. */
  @Test
  void aRecordIsThatOfTensorBoard() {
    EventFile file = new EventFile();
    int start = file.bytes().length;
    file.scalar("loss/test", 300, 1.5, 0.25);
    byte[] bytes = file.bytes();
    String record = HexFormat.of().formatHex(bytes, start, bytes.length);
    assertThat(record).isEqualTo(EXPECTED);
  }

  private static final String EXPECTED =
      "200000000000000029eda95009000000000000f83f10ac02"
          + "2a120a100a096c6f73732f74657374150000803ecdbbcbce";
}
