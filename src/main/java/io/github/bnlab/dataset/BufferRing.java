package io.github.bnlab.dataset;

import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Buffers that go round between one thread that fills them and one that uses them, in order.
 *
 * <p>To wake another thread takes tens of microseconds on some machines, about as long as to fill a
 * buffer. So whoever fills sleeps until half of the buffers are empty again.
 */
final class BufferRing<B> {
  private final List<B> buffers;
  private final int enough;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition halfEmpty = lock.newCondition();
  private final Condition oneFull = lock.newCondition();
  private long filled;
  private long taken;
  private long givenBack;

  BufferRing(List<B> buffers) {
    this.buffers = List.copyOf(buffers);
    this.enough = (buffers.size() + 1) / 2;
  }

  /** The next buffer to fill, as soon as there is room for it. */
  B toFill() throws InterruptedException {
    lock.lockInterruptibly();
    try {
      if (filled - givenBack == buffers.size()) {
        while (filled - givenBack > enough) {
          halfEmpty.await();
        }
      }
      return at(filled);
    } finally {
      lock.unlock();
    }
  }

  /** The buffer that was to be filled is full. */
  void handOn() {
    lock.lock();
    try {
      filled++;
      oneFull.signal();
    } finally {
      lock.unlock();
    }
  }

  /** The next full buffer; those taken before are given back. */
  B take() throws InterruptedException {
    lock.lockInterruptibly();
    try {
      givenBack = taken;
      if (filled - givenBack <= enough) {
        halfEmpty.signal();
      }
      while (taken == filled) {
        oneFull.await();
      }
      return at(taken++);
    } finally {
      lock.unlock();
    }
  }

  private B at(long position) {
    return buffers.get((int) (position % buffers.size()));
  }
}
