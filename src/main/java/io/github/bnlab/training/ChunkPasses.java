package io.github.bnlab.training;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.ObjIntConsumer;
import java.util.stream.IntStream;
import org.nd4j.linalg.api.ops.executioner.OpExecutioner.ExecutionerType;
import org.nd4j.linalg.factory.Environment;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.nativeblas.NativeOps;
import org.nd4j.nativeblas.NativeOpsHolder;

/**
 * Forward passes over the chunks of a split. Where an operation may use several threads, as many
 * chunks are passed at once with one thread each: that takes two thirds of the time of all threads
 * for one operation after the other, and gives the numbers that one thread gives.
 */
final class ChunkPasses {
  private final List<? extends Inference> inferences;

  /**
   * Passes by the given inferences, all of one network.
   *
   * @param inferences one for each thread
   */
  ChunkPasses(List<? extends Inference> inferences) {
    this.inferences = List.copyOf(inferences);
  }

  /** How many chunks at once are best for plans: as many as an operation may use threads. */
  static int usefulThreads() {
    boolean cpu = Nd4j.getExecutioner().type() == ExecutionerType.NATIVE_CPU;
    return cpu ? natives().ompGetMaxThreads() : 1;
  }

  /**
   * Does something with every chunk, in any order, on this thread and others, and returns after the
   * last.
   *
   * @param pass what to do with the inference of a thread and the number of a chunk
   */
  void forEach(int chunks, ObjIntConsumer<Inference> pass) {
    int threads = Math.min(chunks, inferences.size());
    if (threads == 1) {
      run(0, 1, chunks, pass);
      return;
    }
    // ND4J's own operations start these whatever OpenMP allows the thread.
    Environment environment = Nd4j.getEnvironment();
    int before = environment.maxMasterThreads();
    environment.setMaxMasterThreads(1);
    ExecutorService executor = Executors.newFixedThreadPool(threads - 1);
    CompletableFuture<?>[] others =
        IntStream.range(1, threads)
            .mapToObj(
                thread ->
                    CompletableFuture.runAsync(
                        () -> runAlone(thread, threads, chunks, pass), executor))
            .toArray(CompletableFuture<?>[]::new);
    try {
      runAlone(0, threads, chunks, pass);
      CompletableFuture.allOf(others).join();
    } finally {
      executor.shutdown();
      environment.setMaxMasterThreads(before);
    }
  }

  private void runAlone(int thread, int threads, int chunks, ObjIntConsumer<Inference> pass) {
    // Of this thread's operations only.
    int before = natives().ompGetMaxThreads();
    natives().setOmpNumThreads(1);
    try {
      run(thread, threads, chunks, pass);
    } finally {
      natives().setOmpNumThreads(before);
    }
  }

  private void run(int first, int step, int chunks, ObjIntConsumer<Inference> pass) {
    for (int chunk = first; chunk < chunks; chunk += step) {
      pass.accept(inferences.get(first), chunk);
    }
  }

  private static NativeOps natives() {
    return NativeOpsHolder.getInstance().getDeviceNativeOps();
  }
}
