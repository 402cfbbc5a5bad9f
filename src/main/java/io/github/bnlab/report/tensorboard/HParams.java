package io.github.bnlab.report.tensorboard;

import io.github.bnlab.recording.files.RunStatus;
import io.github.bnlab.recording.files.RunStatus.State;
import io.github.bnlab.report.runs.Run;
import io.github.bnlab.report.summary.Groups;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What the HParams dashboard shows: the settings that differ between the trials of an experiment
 * and the seed, beside the metrics of each trial.
 */
final class HParams {
  private static final String PLUGIN = "hparams";

  // HParamsPluginData, SessionStartInfo, SessionEndInfo:
  // tensorboard/plugins/hparams/plugin_data.proto
  private static final int EXPERIMENT = 2;
  private static final int SESSION_START_INFO = 3;
  private static final int SESSION_END_INFO = 4;
  private static final int START_HPARAMS = 1;
  private static final int START_GROUP_NAME = 4;
  private static final int END_STATUS = 1;
  private static final int END_TIME_SECS = 2;

  // Experiment, HParamInfo, Interval, MetricInfo, MetricName, DataType, Status:
  // tensorboard/plugins/hparams/api.proto
  private static final int EXPERIMENT_NAME = 6;
  private static final int EXPERIMENT_HPARAM_INFOS = 4;
  private static final int EXPERIMENT_METRIC_INFOS = 5;
  private static final int HPARAM_NAME = 1;
  private static final int HPARAM_TYPE = 4;
  private static final int HPARAM_DOMAIN_DISCRETE = 5;
  private static final int HPARAM_DOMAIN_INTERVAL = 6;
  private static final int INTERVAL_MIN = 1;
  private static final int INTERVAL_MAX = 2;
  private static final int METRIC_NAME = 1;
  private static final int METRIC_NAME_TAG = 2;
  private static final int STATUS_SUCCESS = 1;
  private static final int STATUS_FAILURE = 2;

  // Value, ListValue: google/protobuf/struct.proto; a map is a list of entries
  private static final int VALUE_NUMBER = 2;
  private static final int VALUE_STRING = 3;
  private static final int VALUE_BOOL = 4;
  private static final int LIST_VALUES = 1;
  private static final int ENTRY_KEY = 1;
  private static final int ENTRY_VALUE = 2;

  /** Values of each setting, of all trials. */
  private final Map<String, Set<String>> values = new TreeMap<>();

  /**
   * Of an experiment.
   *
   * @param trials settings of each trial; those that could not be read are empty
   */
  HParams(List<Map<String, String>> trials) {
    Set<String> keys = new TreeSet<>(Groups.differingComputing(trials));
    keys.add(Run.SEED);
    for (Map<String, String> trial : trials) {
      shown(trial, keys)
          .forEach((key, value) -> values.computeIfAbsent(key, k -> new TreeSet<>()).add(value));
    }
  }

  private static Map<String, String> shown(Map<String, String> trial, Set<String> keys) {
    Map<String, String> shown = new TreeMap<>(Groups.computing(trial));
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
   * @param experiment name of the experiment
   * @param trial name of the trial
   * @param settings of the trial
   * @param metrics tags of its scalars that are shown
   * @param status how it ended, or null
   * @param seconds that it took
   */
  void write(
      EventFile file,
      String experiment,
      String trial,
      Map<String, String> settings,
      Collection<String> metrics,
      RunStatus status,
      double seconds) {
    Message description = new Message().putText(EXPERIMENT_NAME, experiment);
    values.keySet().forEach(key -> description.putMessage(EXPERIMENT_HPARAM_INFOS, info(key)));
    for (String tag : metrics) {
      Message name = new Message().putText(METRIC_NAME_TAG, tag);
      description.putMessage(EXPERIMENT_METRIC_INFOS, new Message().putMessage(METRIC_NAME, name));
    }
    write(file, "experiment", EXPERIMENT, description);

    Message start = new Message();
    shown(settings, values.keySet())
        .forEach(
            (key, value) ->
                start.putMessage(
                    START_HPARAMS,
                    new Message()
                        .putText(ENTRY_KEY, key)
                        .putMessage(ENTRY_VALUE, value(type(key), value))));
    write(file, "session_start_info", SESSION_START_INFO, start.putText(START_GROUP_NAME, trial));

    if (status != null) {
      boolean success = status.state().isConclusive() && status.state() != State.DIVERGED;
      Message end =
          new Message()
              .putInt(END_STATUS, success ? STATUS_SUCCESS : STATUS_FAILURE)
              .putDouble(END_TIME_SECS, seconds);
      write(file, "session_end_info", SESSION_END_INFO, end);
    }
  }

  private static void write(EventFile file, String tag, int field, Message data) {
    file.plugin("_hparams_/" + tag, PLUGIN, new Message().putMessage(field, data));
  }

  private Message info(String key) {
    Type type = type(key);
    Message info = new Message().putText(HPARAM_NAME, key).putInt(HPARAM_TYPE, type.number);
    if (type == Type.FLOAT64) {
      double[] sorted = values.get(key).stream().mapToDouble(Double::valueOf).sorted().toArray();
      Message interval =
          new Message()
              .putDouble(INTERVAL_MIN, sorted[0])
              .putDouble(INTERVAL_MAX, sorted[sorted.length - 1]);
      info.putMessage(HPARAM_DOMAIN_INTERVAL, interval);
    } else {
      Message list = new Message();
      values.get(key).forEach(value -> list.putMessage(LIST_VALUES, value(type, value)));
      info.putMessage(HPARAM_DOMAIN_DISCRETE, list);
    }
    return info;
  }

  private static Message value(Type type, String text) {
    return switch (type) {
      case STRING -> new Message().putText(VALUE_STRING, text);
      case BOOL -> new Message().putBool(VALUE_BOOL, Boolean.parseBoolean(text));
      case FLOAT64 -> new Message().putDouble(VALUE_NUMBER, Double.parseDouble(text));
    };
  }

  /** Types of settings, with their numbers in {@code DataType}. */
  private enum Type {
    STRING(1),
    BOOL(2),
    FLOAT64(3);

    private final int number;

    Type(int number) {
      this.number = number;
    }
  }

  /** The type that all values of a setting have. */
  private Type type(String key) {
    List<String> all = new ArrayList<>(values.get(key));
    if (all.stream().allMatch(HParams::isNumber)) {
      return Type.FLOAT64;
    }
    return List.of("true", "false").containsAll(all) ? Type.BOOL : Type.STRING;
  }

  private static boolean isNumber(String text) {
    try {
      return Double.isFinite(Double.parseDouble(text));
    } catch (NumberFormatException e) {
      return false;
    }
  }
}
