package io.github.bnlab.experiment;

import io.github.bnlab.backend.Machine;
import java.util.List;

/**
 * How many trials run side by side, and how a process for them is started.
 *
 * @param count at least 1; 1 means in this process, one after another
 * @param worker what follows the options of Java: a main class and its arguments; it has to call
 *     {@link TrialWorker}
 */
public record Processes(int count, List<String> worker) {
  /** Everything in this process. */
  public static final Processes NONE = new Processes(1, List.of());

  /** Generous: BN-LeNet on 6,400 images took up 0.5 GB; 70,000 images are 55 MB more. */
  private static final long BYTES_A_PROCESS = 3L << 29;

  public Processes {
    worker = List.copyOf(worker);
    if (count < 1 || (count > 1 && worker.isEmpty())) {
      throw new IllegalArgumentException(count + " processes started by " + worker);
    }
  }

  /**
   * As many as a machine's cores can carry, fewer where its memory is small; each works on one core
   * for each of its native threads, and more of them would only compete.
   */
  public static int thatPayOff(Machine machine, int nativeThreads) {
    long byMemory = machine.memoryBytes() / BYTES_A_PROCESS;
    return (int) Math.max(1, Math.min(machine.cores() / nativeThreads, byMemory));
  }
}
