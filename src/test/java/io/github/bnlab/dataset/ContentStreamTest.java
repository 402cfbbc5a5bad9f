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

  private static ContentStream of(byte[] bytes, boolean mustBePacked) {
    return ContentStream.of("the file", new ByteArrayInputStream(bytes), mustBePacked);
  }

  private static String sha256(byte[] bytes) {
    return DigestUtils.sha256Hex(bytes);
  }

  @Test
  void packedAndPlainContentIsTheSame() {
    byte[] packed = IdxBytes.gzip(CONTENT);
    assertThat(of(CONTENT, false).sha256UpTo(CONTENT.length)).isEqualTo(sha256(CONTENT));
    assertThat(of(packed, false).sha256UpTo(CONTENT.length)).isEqualTo(sha256(CONTENT));
    assertThat(of(packed, true).sha256UpTo(CONTENT.length)).isEqualTo(sha256(CONTENT));
  }

  @Test
  void oneByteMoreThanExpectedIsRefused() {
    for (byte[] content : new byte[][] {CONTENT, IdxBytes.gzip(CONTENT)}) {
      assertThatThrownBy(() -> of(content, false).sha256UpTo(CONTENT.length - 1))
          .isInstanceOf(DataException.class)
          .hasMessageContaining("the file unpacks to more than the 99999 bytes expected");
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 8, 9, 100_000})
  void bytesAfterThePackedEndAreRefused(int further) {
    byte[] packed = IdxBytes.gzip(CONTENT);
    byte[] longer = Arrays.copyOf(packed, packed.length + further);
    assertThatThrownBy(() -> of(longer, true).sha256UpTo(CONTENT.length))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("damaged gzip file (");
  }

  /** Both bytes of the signature count. */
  @ParameterizedTest
  @ValueSource(strings = {"", "1f", "8b", "1f00", "008b"})
  void whatOnlyBeginsLikeGzipIsPlain(String hex) {
    byte[] bytes = HexFormat.of().parseHex(hex);
    assertThat(of(bytes, false).sha256UpTo(9)).isEqualTo(sha256(bytes));
    assertThatThrownBy(() -> of(bytes, true))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("is not gzipped although its name ends in .gz");
  }

  @Test
  void aPieceIsFilledAsFarAsThereIsContent() {
    ContentStream stream = of(new byte[] {1, 2, 3}, false);
    byte[] piece = new byte[4];
    assertThat(stream.read(piece, 1, 2)).isEqualTo(2);
    assertThat(piece).containsExactly(0, 1, 2, 0);
    assertThat(stream.read(piece, 0, 4)).isEqualTo(1);
    assertThat(stream.read(piece, 0, 4)).isZero();
    assertThat(stream.sha256()).isEqualTo(sha256(new byte[] {1, 2, 3}));
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
    assertThatThrownBy(() -> ContentStream.of("the file", atOnce, false))
        .isInstanceOf(DataException.class)
        .hasMessage("the file cannot be read: the disk is gone");
    assertThat(atOnce.closed).isTrue();
    Failing plain = new Failing((byte) 1, (byte) 2);
    assertThatThrownBy(() -> ContentStream.of("the file", plain, true))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("is not gzipped");
    assertThat(plain.closed).isTrue();
  }

  @Test
  void aFailureLaterOnIsTold() {
    Failing later = new Failing((byte) 1, (byte) 2);
    ContentStream stream = ContentStream.of("the file", later, false);
    assertThatThrownBy(() -> stream.read(new byte[3], 0, 3))
        .isInstanceOf(DataException.class)
        .hasMessage("the file cannot be read: the disk is gone");
    assertThatThrownBy(stream::close)
        .isInstanceOf(DataException.class)
        .hasMessage("the file cannot be read: cannot close");
    assertThat(later.closed).isTrue();
  }
}
