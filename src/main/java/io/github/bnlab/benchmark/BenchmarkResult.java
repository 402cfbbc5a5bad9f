package io.github.bnlab.benchmark;

import io.github.bnlab.backend.BackendInfo;
import io.github.bnlab.backend.Machine;
import java.util.List;

/**
 * What a benchmark found.
 *
 * @param format 1
 * @param machine where
 * @param java version of the Java virtual machine
 * @param backend by which natives, and with how many threads
 * @param batchSize examples per step
 * @param dataset whose images
 * @param evaluatedImages images of an evaluation
 * @param load1MinuteBefore processes that wanted to run, averaged over the minute before; negative
 *     where the system does not tell
 * @param load1MinuteAfter the same at the end, this benchmark included
 * @param timings one per network, kind of step and task
 * @param comparisons of them
 */
public record BenchmarkResult(
    int format,
    Machine machine,
    String java,
    BackendInfo backend,
    int batchSize,
    String dataset,
    int evaluatedImages,
    double load1MinuteBefore,
    double load1MinuteAfter,
    List<Timing> timings,
    List<Comparison> comparisons) {
  /** Changes with the meaning of the other components. */
  public static final int FORMAT = 1;
}
