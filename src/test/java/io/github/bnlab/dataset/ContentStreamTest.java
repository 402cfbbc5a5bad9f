package io.github.bnlab.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.SplittableRandom;
import org.apache.commons.codec.digest.DigestUtils;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ContentStreamTest {
  /** More than one buffer, and nothing that could be compressed. */
  private static final byte[] CONTENT = noise(100_000);

  private static byte[] noise(int length) {
    byte[] bytes = new byte[length];
    new SplittableRandom(3).nextBytes(bytes);
    return bytes;
  }

  private static InputStream unpacked(InputStream raw, boolean mustBePacked) {
    return ContentStream.unpacked("the file", raw, mustBePacked);
  }

  private static String sha256(byte[] bytes, boolean mustBePacked, int most) {
    InputStream content = unpacked(new ByteArrayInputStream(bytes), mustBePacked);
    return ContentStream.sha256("the file", content, most);
  }

  @Test
  void packedAndPlainContentIsTheSame() {
    byte[] packed = IdxBytes.gzip(CONTENT);
    String sha256 = DigestUtils.sha256Hex(CONTENT);
    assertThat(sha256(CONTENT, false, CONTENT.length)).isEqualTo(sha256);
    assertThat(sha256(packed, false, CONTENT.length)).isEqualTo(sha256);
    assertThat(sha256(packed, true, CONTENT.length)).isEqualTo(sha256);
  }

  @Test
  void oneByteMoreThanExpectedIsRefused() {
    for (byte[] content : new byte[][] {CONTENT, IdxBytes.gzip(CONTENT)}) {
      assertThatThrownBy(() -> sha256(content, false, CONTENT.length - 1))
          .isInstanceOf(DataException.class)
          .hasMessageContaining("the file unpacks to more than the 99999 bytes expected");
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 8, 9, 100_000})
  void bytesAfterThePackedEndAreRefused(int further) {
    byte[] packed = IdxBytes.gzip(CONTENT);
    byte[] longer = Arrays.copyOf(packed, packed.length + further);
    assertThatThrownBy(() -> sha256(longer, true, CONTENT.length))
        .isInstanceOf(DataException.class)
        .hasMessageContaining(
            "Unexpected data after a valid .gz stream; if the file is damaged, download it");
  }

  /** Both bytes of the signature count. */
  @ParameterizedTest
  @ValueSource(strings = {"", "1f", "8b", "1f00", "008b"})
  void whatOnlyBeginsLikeGzipIsPlain(String hex) {
    byte[] bytes = HexFormat.of().parseHex(hex);
    assertThat(sha256(bytes, false, 9)).isEqualTo(DigestUtils.sha256Hex(bytes));
    assertThatThrownBy(() -> sha256(bytes, true, 9))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("is not gzipped although its name ends in .gz");
  }

  /** A stream that fails while it is read, and says whether it was closed. */
  private static final class Failing extends InputStream {
    private final byte[] before;
    private int position;
    private boolean closed;

    Failing(byte... before) {
      this.before = before;
    }

    @Override
    public int read() throws IOException {
      if (position == before.length) {
        throw new IOException("the disk is gone");
      }
      return before[position++];
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      bytes[offset] = (byte) read();
      return 1;
    }

    @Override
    public void close() throws IOException {
      closed = true;
      throw new IOException("cannot close");
    }
  }

  @Test
  void whatIsRefusedIsClosed() {
    Failing atOnce = new Failing();
    assertThatThrownBy(() -> unpacked(atOnce, false))
        .isInstanceOf(DataException.class)
        .hasMessage(
            "the file cannot be read: the disk is gone; if the file is damaged, download it again");
    assertThat(atOnce.closed).isTrue();
    Failing plain = new Failing((byte) 1, (byte) 2);
    assertThatThrownBy(() -> unpacked(plain, true))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("is not gzipped");
    assertThat(plain.closed).isTrue();
  }

  @Test
  void aFailureLaterOnIsTold() {
    Failing later = new Failing((byte) 1, (byte) 2);
    assertThatThrownBy(() -> ContentStream.sha256("the file", unpacked(later, false), 9))
        .isInstanceOf(DataException.class)
        .hasMessage(
            "the file cannot be read: the disk is gone; if the file is damaged, download it again");
    assertThat(later.closed).isTrue();
    InputStream atTheEnd =
        new ByteArrayInputStream(CONTENT) {
          @Override
          public void close() throws IOException {
            throw new IOException("cannot close");
          }
        };
    assertThatThrownBy(
            () -> ContentStream.sha256("the file", unpacked(atTheEnd, false), CONTENT.length))
        .isInstanceOf(DataException.class)
        .hasMessage(
            "the file cannot be read: cannot close; if the file is damaged, download it again");
  }
}
