package io.github.bnlab.engine.kernels;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * Threads that run plans. The calling thread works too, and takes every part that no other thread
 * has claimed: where the machine is busy with something else, it does all of the work itself.
 *
 * <p>Threads that wait spin for a moment, since to wake one takes longer than most phases; then
 * they sleep.
 */
public final class Workers {
  private static final long SPIN_NANOS = 100_000;
  private static final long WAIT_NANOS = 30_000;
  private static final long NAP_NANOS = 10_000;

  /**
   * A claim is a number of the phase, and the end and the first of its open tasks, in these bits.
   */
  private static final int TASK_BITS = 20;

  private static final int TASK_MASK = (1 << TASK_BITS) - 1;

  private static final long SLEEP_NANOS = 1_000_000_000;

  /** Those of a thread, by their number: trials that run at the same time do not wait for these. */
  private static final ThreadLocal<Map<Integer, Workers>> OF_THREAD =
      ThreadLocal.withInitial(HashMap::new);

  private final Thread owner = Thread.currentThread();

  private final List<Helper> helpers = new ArrayList<>();
  private final AtomicLong claim = new AtomicLong();
  private final AtomicInteger unfinished = new AtomicInteger();
  private volatile Plan.Phase current;
  private volatile Throwable failure;
  private long number;

  private Workers(int threads) {
    for (int i = 1; i < threads; i++) {
      Helper helper = new Helper(i);
      helper.setDaemon(true);
      helper.start();
      helpers.add(helper);
    }
  }

  /** The calling thread and its helpers; these end some time after it. */
  public static Workers of(int threads) {
    return OF_THREAD.get().computeIfAbsent(threads, Workers::new);
  }

  /** How many threads there are. */
  public int threads() {
    return helpers.size() + 1;
  }

  /**
   * Runs a plan from beginning to end; one plan at a time.
   *
   * @throws RuntimeException or an {@link Error}, that of a part that failed, whichever thread ran
   *     it
   */
  public synchronized void run(Plan plan) {
    for (Plan.Phase phase : plan.phases()) {
      if (helpers.isEmpty() || phase.tasks() == 1) {
        for (int task = 0; task < phase.tasks(); task++) {
          phase.run(task, 0);
        }
      } else {
        share(phase);
      }
    }
  }

  private void share(Plan.Phase phase) {
    current = phase;
    unfinished.set(phase.tasks());
    number++;
    claim.set(number << 2 * TASK_BITS | (long) phase.tasks() << TASK_BITS);
    for (Helper helper : helpers) {
      if (helper.asleep) {
        LockSupport.unpark(helper);
      }
    }
    try {
      while (claimed(0)) {
        // Until every part of the phase is taken.
      }
    } finally {
      await();
    }
    if (failure != null) {
      Throwable thrown = failure;
      failure = null;
      if (thrown instanceof Error error) {
        throw error;
      }
      throw (RuntimeException) thrown;
    }
  }

  /**
   * Claims a part and runs it; false if all are claimed. The calling thread begins with the first
   * part, helpers with the last one, so that most blocks stay in the cache of one core.
   */
  private boolean claimed(int thread) {
    long seen = claim.get();
    int first = (int) seen & TASK_MASK;
    int end = (int) (seen >> TASK_BITS) & TASK_MASK;
    if (first >= end) {
      return false;
    }
    int next = thread == 0 ? first : end - 1;
    long left = thread == 0 ? seen + 1 : seen - (1L << TASK_BITS);
    // Read after the claim, which changes before this does: a claim that succeeds is of this phase.
    Plan.Phase phase = current;
    if (claim.compareAndSet(seen, left)) {
      try {
        phase.run(next, thread);
      } catch (RuntimeException | Error e) {
        failure = e;
      } finally {
        unfinished.decrementAndGet();
      }
    }
    return true;
  }

  /** Until the parts that others have claimed are done. */
  private void await() {
    if (unfinished.get() == 0) {
      return;
    }
    long start = System.nanoTime();
    while (unfinished.get() > 0) {
      if (System.nanoTime() - start < WAIT_NANOS) {
        Thread.onSpinWait();
      } else {
        // Frees this processor, so that a preempted thread can run.
        LockSupport.parkNanos(NAP_NANOS);
      }
    }
  }

  private final class Helper extends Thread {
    private final int thread;
    private volatile boolean asleep;

    Helper(int thread) {
      super("bnlab-worker-" + thread);
      this.thread = thread;
    }

    @Override
    public void run() {
      long idleSince = System.nanoTime();
      while (owner.isAlive()) {
        if (claimed(thread)) {
          idleSince = System.nanoTime();
        } else if (System.nanoTime() - idleSince < SPIN_NANOS) {
          Thread.onSpinWait();
        } else {
          sleep();
          idleSince = System.nanoTime();
        }
      }
    }

    private void sleep() {
      long seen = claim.get();
      asleep = true;
      // A phase that was shared meanwhile may not have seen the flag.
      if (claim.get() == seen) {
        LockSupport.parkNanos(Workers.this, SLEEP_NANOS);
      }
      asleep = false;
    }
  }
}
