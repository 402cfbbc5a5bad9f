package io.github.bnlab.experiment;

import io.github.bnlab.config.ConfigException;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A part of an experiment's trials: every {@code count}-th one, from number {@code index} on. It
 * depends on the order of the trials alone, so that processes that begin at different times share
 * all of them without speaking to each other.
 *
 * @param index from 1 to {@code count}
 * @param count how many shards there are
 */
public record Shard(int index, int count) {
  /** All trials, which one process runs alone. */
  public static final Shard WHOLE = new Shard(1, 1);

  public Shard {
    if (index < 1 || index > count) {
      throw new ConfigException(
          "--shard is %d/%d; expected I/N with I from 1 to N, such as 2/8".formatted(index, count));
    }
  }

  /** Whether these are all trials. */
  public boolean isWhole() {
    return count == 1;
  }

  <T> List<T> of(List<T> trials) {
    return IntStream.range(0, trials.size())
        .filter(i -> i % count == index - 1)
        .mapToObj(trials::get)
        .toList();
  }
}
