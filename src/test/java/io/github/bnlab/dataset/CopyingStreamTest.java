package io.github.bnlab.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class CopyingStreamTest {
  private static final Duration LONG = Duration.ofHours(1);

  private final ByteArrayOutputStream copy = new ByteArrayOutputStream();
  private final List<Long> progress = new ArrayList<>();

  private CopyingStream of(InputStream in, long bound) {
    return new CopyingStream(in, copy, bound, progress::add, LONG);
  }

  private CopyingStream of(byte... bytes) {
    return of(new ByteArrayInputStream(bytes), bytes.length);
  }

  @Test
  void byteByByteOrInPieces() throws IOException {
    CopyingStream stream = of((byte) -1, (byte) 0, (byte) 3);
    assertThat(stream.read()).isEqualTo(255);
    assertThat(stream.read()).isZero();
    byte[] rest = new byte[5];
    assertThat(stream.read(rest, 1, 4)).isEqualTo(1);
    assertThat(rest).containsExactly(0, 3, 0, 0, 0);
    assertThat(stream.read()).isEqualTo(-1);
    assertThat(copy.toByteArray()).containsExactly(-1, 0, 3);
    assertThat(progress).containsExactly(0L, 1L, 2L, 3L);
  }

  @Test
  void oneByteTooManyIsRefused() {
    CopyingStream stream = of(new ByteArrayInputStream(new byte[9]), 8);
    assertThatThrownBy(stream::readAllBytes)
        .isInstanceOf(IOException.class)
        .hasMessage("more than 8 bytes, longer than the file can be");
  }

  @Test
  void aFaultSaysHowFarItCame() throws IOException {
    InputStream broken =
        new InputStream() {
          private int left = 2;

          @Override
          public int read() throws IOException {
            if (left-- == 0) {
              throw new IOException("reset");
            }
            return 7;
          }

          @Override
          public int read(byte[] bytes, int offset, int length) throws IOException {
            bytes[offset] = (byte) read();
            return 1;
          }
        };
    CopyingStream stream = of(broken, 9);
    assertThat(stream.read()).isEqualTo(7);
    assertThat(stream.read()).isEqualTo(7);
    assertThatThrownBy(stream::read)
        .isInstanceOf(IOException.class)
        .hasMessage("the download stopped after 2 bytes: reset");
  }

  @Test
  void awaitEndsAndSaysWhy() {
    assertThatThrownBy(
            () -> Downloader.await(CopyingStreamTest::never, Duration.ofMillis(1), "too slow"))
        .isInstanceOf(IOException.class)
        .hasMessage("too slow");
  }

  private static Object never() throws InterruptedException {
    Thread.sleep(LONG.toMillis());
    return null;
  }

  @Test
  void awaitGivesWhatTheOperationGives() throws IOException {
    assertThat(Downloader.await(() -> "x", LONG, "")).isEqualTo("x");
    IOException gone = new IOException("gone");
    assertThatThrownBy(() -> Downloader.await(() -> fail(gone), LONG, "")).isSameAs(gone);
    IllegalStateException fault = new IllegalStateException("fault");
    assertThatThrownBy(() -> Downloader.await(() -> fail(fault), LONG, ""))
        .isInstanceOf(IOException.class)
        .hasCause(fault);
  }

  private static Object fail(Exception failure) throws Exception {
    throw failure;
  }

  /** An interrupted caller is told, and no thread continues to work for it. */
  @Test
  void awaitIsInterrupted() {
    CompletableFuture<Thread> worker = new CompletableFuture<>();
    Thread caller = Thread.currentThread();
    assertThatThrownBy(
            () ->
                Downloader.await(
                    () -> {
                      caller.interrupt();
                      try {
                        return never();
                      } finally {
                        worker.complete(Thread.currentThread());
                      }
                    },
                    LONG,
                    ""))
        .isInstanceOf(InterruptedIOException.class);
    assertThat(Thread.interrupted()).isTrue();
    assertThat(worker.join().isDaemon()).isTrue(); // not before it was interrupted
  }
}
