package io.github.bnlab.report.tensorboard;

import io.github.bnlab.recording.files.RunStatus;
import io.github.bnlab.recording.files.RunStatus.State;
import io.github.bnlab.report.runs.RecordedTrial;
import io.github.bnlab.report.runs.Run;
import io.github.bnlab.report.summary.ComparedSettings;
import io.github.bnlab.report.summary.Labels;
import java.util.Collection;
import java.util.DoubleSummaryStatistics;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What the HParams dashboard shows: the settings that differ between the trials of an experiment
 * and the seed, beside the metrics of each trial. Messages and the numbers of their fields are
 * those of {@code plugin_data.proto} and {@code api.proto} in {@code tensorboard/plugins/hparams},
 * and of {@code google/protobuf/struct.proto}, where a map is a list of entries.
 */
final class HParams {
  /** Values of each setting, of all trials. */
  private final Map<String, Set<String>> values = new TreeMap<>();

  /**
   * Of an experiment.
   *
   * @param trials settings of each trial; those that could not be read are empty
   */
  HParams(List<Map<String, String>> trials) {
    Set<String> keys = new TreeSet<>(ComparedSettings.differingComputing(trials));
    keys.add(Run.SEED);
    for (Map<String, String> trial : trials) {
      shown(trial, keys)
          .forEach((key, value) -> values.computeIfAbsent(key, k -> new TreeSet<>()).add(value));
    }
  }

  private static Map<String, String> shown(Map<String, String> trial, Set<String> keys) {
    Map<String, String> shown = new TreeMap<>(ComparedSettings.computing(trial));
    if (trial.containsKey(Run.SEED)) {
      shown.put(Run.SEED, trial.get(Run.SEED));
    }
    shown.keySet().retainAll(keys);
    return shown;
  }

  /**
   * Writes the entry of a trial. TensorBoard takes the description of the experiment from the first
   * trial that has one, so that every trial has it.
   *
   * @param metrics tags of the trial's scalars that are shown
   * @param seconds that the trial took
   */
  void write(
      EventFile file,
      String experiment,
      RecordedTrial trial,
      Collection<String> metrics,
      double seconds) {
    Message description = new Message().putText(6, experiment); // name
    values.keySet().forEach(key -> description.putMessage(4, info(key))); // hparam_infos
    for (String tag : metrics) {
      Message name = new Message().putText(2, tag); // tag
      description.putMessage(5, new Message().putMessage(1, name)); // metric_infos, their name
    }
    write(file, "experiment", 2, description);

    Message start = new Message();
    shown(trial.settings(), values.keySet())
        .forEach(
            (key, value) ->
                start.putMessage(
                    1, // hparams
                    new Message().putText(1, key).putMessage(2, value(key, value))));
    write(file, "session_start_info", 3, start.putText(4, trial.name())); // group_name

    RunStatus status = trial.loader().status();
    if (status != null) {
      boolean success = status.state().isConclusive() && status.state() != State.DIVERGED;
      Message end =
          new Message()
              .putInt(1, success ? 1 : 2) // status
              .putDouble(2, seconds); // end_time_secs
      write(file, "session_end_info", 4, end);
    }
  }

  private static void write(EventFile file, String tag, int field, Message data) {
    file.plugin("_hparams_/" + tag, "hparams", new Message().putMessage(field, data));
  }

  private Message info(String key) {
    boolean number = isNumber(key);
    Message info = new Message().putText(1, key).putInt(4, number ? 3 : 1); // name, type
    if (number) {
      DoubleSummaryStatistics all =
          values.get(key).stream().mapToDouble(Double::valueOf).summaryStatistics();
      Message interval =
          new Message()
              .putDouble(1, all.getMin()) // min_value
              .putDouble(2, all.getMax()); // max_value
      return info.putMessage(6, interval); // domain_interval
    }
    Message list = new Message();
    values.get(key).forEach(value -> list.putMessage(1, value(key, value))); // values
    return info.putMessage(5, list); // domain_discrete
  }

  private Message value(String key, String text) {
    return isNumber(key)
        ? new Message().putDouble(2, Double.parseDouble(text)) // number_value
        : new Message().putText(3, text); // string_value
  }

  /** Whether all values of a setting are numbers. */
  private boolean isNumber(String key) {
    return values.get(key).stream().allMatch(Labels::isNumber);
  }
}
