package io.github.bnlab.recording.files;

import com.google.gson.annotations.SerializedName;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;

/**
 * {@code .plan.json} in the folder of an experiment, while a process runs its trials: what it runs.
 *
 * @param trials in order
 */
public record RunPlan(List<Trial> trials) {
  public RunPlan {
    if (trials == null || trials.stream().anyMatch(Objects::isNull)) {
      throw new RecordException("trials, or one of them, are missing");
    }
    trials = List.copyOf(trials);
  }

  /**
   * A trial of the plan.
   *
   * @param name of its run directory
   * @param done whether an earlier run finished it; nothing else is known of it then
   * @param epochs how many it takes, the last one possibly in part
   * @param steps how many it takes
   * @param dataset name of the data really used
   * @param standIn whether it stands in for the data asked for
   */
  public record Trial(
      String name,
      boolean done,
      int epochs,
      int steps,
      String dataset,
      @SerializedName("stand_in") boolean standIn) {
    private static final Pattern FOLDER = Pattern.compile("[\\w+=-][\\w.+=-]*");

    public Trial {
      if (name == null || !FOLDER.matcher(name).matches()) {
        throw new RecordException("the name of a trial is missing or no name of a folder");
      }
      dataset = dataset == null ? "" : dataset;
    }
  }
}
