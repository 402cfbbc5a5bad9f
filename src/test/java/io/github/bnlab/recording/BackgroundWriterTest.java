package io.github.bnlab.recording;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.bnlab.recording.files.RecordException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class BackgroundWriterTest {
  @Test
  void tasksAreDoneInOrderAndAllOfThemBeforeItCloses() {
    List<Integer> done = new ArrayList<>();
    try (BackgroundWriter writer = new BackgroundWriter()) {
      for (int i = 0; i < 5000; i++) {
        int number = i;
        writer.submit(() -> done.add(number));
      }
    }
    assertThat(done).isEqualTo(IntStream.range(0, 5000).boxed().toList());
  }

  @Test
  void aFailureIsThrownByTheNextTaskAndLaterOnesAreDropped() throws InterruptedException {
    BackgroundWriter writer = new BackgroundWriter();
    CountDownLatch failing = new CountDownLatch(1);
    writer.submit(
        () -> {
          failing.countDown();
          throw new IOException("broken disk");
        });
    failing.await();
    assertThatThrownBy(
            () -> {
              while (true) {
                writer.submit(() -> {});
              }
            })
        .isInstanceOf(RecordException.class)
        .hasMessage("Cannot record the run: broken disk");
    assertThatThrownBy(writer::close).isInstanceOf(RecordException.class);
    assertThatThrownBy(writer::close).isInstanceOf(RecordException.class);
  }

  @Test
  void anInterruptedThreadStillRecordsAndStaysInterrupted() {
    List<Integer> done = new ArrayList<>();
    BackgroundWriter writer = new BackgroundWriter();
    Thread.currentThread().interrupt();
    writer.submit(() -> done.add(1));
    writer.close();
    assertThat(done).containsExactly(1);
    assertThat(Thread.interrupted()).isTrue();
  }
}
