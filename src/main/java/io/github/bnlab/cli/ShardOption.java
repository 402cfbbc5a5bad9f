package io.github.bnlab.cli;

import io.github.bnlab.config.ConfigException;
import io.github.bnlab.experiment.Shard;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.Option;

/** {@code --shard}: the part of an experiment that this process runs. */
final class ShardOption {
  private static final Pattern PART = Pattern.compile("([0-9]{1,6})/([0-9]{1,6})");
  private static final String SLURM = "SLURM_ARRAY_TASK_";

  @Option(
      names = "--shard",
      paramLabel = "I/N",
      description =
          "Run every N-th trial from number I on, while other processes with the same results folder"
              + " run the rest (default: the task of a Slurm job array, else 1/1).")
  private String given;

  /** The shard asked for, or that of the task of a job array, of which people are told. */
  Shard chosen(Map<String, String> environment, Terminal terminal) {
    if (given != null) {
      Matcher part = PART.matcher(given);
      if (!part.matches()) {
        throw new ConfigException("--shard is " + given + "; expected I/N, such as 2/8");
      }
      return new Shard(Integer.parseInt(part.group(1)), Integer.parseInt(part.group(2)));
    }
    if (!environment.containsKey(SLURM + "ID")) {
      return Shard.WHOLE;
    }
    int count = number(environment, "COUNT");
    int offset = number(environment, "ID") - number(environment, "MIN");
    int step = environment.containsKey(SLURM + "STEP") ? number(environment, "STEP") : 1;
    if (step < 1 || offset % step != 0 || offset / step < 0 || offset / step >= count) {
      throw new ConfigException(
          "%sID is %s, not one of %d evenly spaced numbers; give --shard I/N"
              .formatted(SLURM, environment.get(SLURM + "ID"), count));
    }
    Shard shard = new Shard(offset / step + 1, count);
    if (shard.isWhole()) {
      return shard;
    }
    terminal.say(
        "shard %d/%d, a task of a Slurm job array; --shard 1/1 runs all trials."
            .formatted(shard.index(), shard.count()));
    return shard;
  }

  private static int number(Map<String, String> environment, String name) {
    String value = environment.getOrDefault(SLURM + name, "");
    if (!value.matches("[0-9]{1,9}")) {
      throw new ConfigException(
          "%s%s is '%s'; expected a number; give --shard I/N".formatted(SLURM, name, value));
    }
    return Integer.parseInt(value);
  }
}
