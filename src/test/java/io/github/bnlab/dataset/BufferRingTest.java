package io.github.bnlab.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class BufferRingTest {
  private static final int LAST = 1000;

  private final BufferRing<int[]> ring =
      new BufferRing<>(List.of(new int[1], new int[1], new int[1], new int[1]));

  @Test
  void everythingArrivesInOrder() throws InterruptedException {
    Thread filling = begin(LAST);
    List<Integer> seen = new ArrayList<>();
    while (seen.size() < LAST) {
      seen.add(ring.take()[0]);
    }
    filling.join();
    assertThat(seen).isSorted().doesNotHaveDuplicates().startsWith(1).endsWith(LAST);
  }

  @Test
  void aFullBufferStaysAsItIsUntilTheNextIsTaken() throws InterruptedException {
    Thread filling = begin(LAST);
    int[] first = ring.take();
    awaitSleep(filling);
    assertThat(first).containsExactly(1);
    assertThat(ring.take()).containsExactly(2);
    filling.interrupt();
  }

  @Test
  void itIsFilledAgainWhenHalfOfItIsEmpty() throws InterruptedException {
    Thread filling = begin(LAST);
    ring.take();
    awaitSleep(filling);
    ring.take(); // gives back one of four
    assertThat(filling.getState()).isEqualTo(Thread.State.WAITING);
    ring.take(); // gives back the second
    ring.take();
    assertThat(ring.take()).containsExactly(5);
    filling.interrupt();
  }

  @Test
  void waitingCanBeInterrupted() {
    Thread.currentThread().interrupt();
    assertThatThrownBy(ring::take).isInstanceOf(InterruptedException.class);
  }

  private Thread begin(int last) throws InterruptedException {
    CountDownLatch begun = new CountDownLatch(1);
    Thread thread =
        new Thread(
            () -> {
              begun.countDown();
              try {
                for (int i = 1; i <= last; i++) {
                  ring.toFill()[0] = i;
                  ring.handOn();
                }
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            });
    thread.setDaemon(true);
    thread.start();
    begun.await();
    return thread;
  }

  /** Until all buffers are full. */
  private static void awaitSleep(Thread thread) throws InterruptedException {
    while (thread.getState() != Thread.State.WAITING) {
      Thread.sleep(1);
    }
  }
}
