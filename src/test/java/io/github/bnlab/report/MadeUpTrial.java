package io.github.bnlab.report;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/** Writes a small run directory of given settings and accuracies, and what was measured in it. */
final class MadeUpTrial {
  private static final int STEPS = 20;

  private final Path folder;
  private final Map<String, String> settings = new TreeMap<>();

  /**
   * Begins one.
   *
   * @param experiment its folder
   * @param name of the trial
   */
  MadeUpTrial(Path experiment, String name) {
    this.folder = experiment.resolve(name);
    settings.put("name", experiment.getFileName().toString());
    settings.put("label", name);
    settings.put("network", "LeNet");
    settings.put("dataset", "fashion-mnist");
  }

  MadeUpTrial with(String key, Object value) {
    settings.put(key, String.valueOf(value));
    return this;
  }

  MadeUpTrial seed(int seed) {
    return with("training.seed", seed);
  }

  /** Ends as it should; accuracies after the only epoch, or empty texts. */
  MadeUpTrial finished(Object test, Object validation, Object training) {
    return write("finished", test, validation, training);
  }

  /** Ends with a loss that is NaN, before the first evaluation. */
  MadeUpTrial diverged() {
    return write("diverged", null, null, null);
  }

  private MadeUpTrial write(String status, Object test, Object validation, Object training) {
    StringBuilder yaml = new StringBuilder();
    settings.forEach((key, value) -> yaml.append(key).append(": ").append(value).append('\n'));
    StringBuilder steps = new StringBuilder("step,epoch,training_loss\n");
    for (int step = 1; step <= STEPS; step++) {
      boolean last = status.equals("diverged") && step == STEPS;
      steps.append(step).append(",1,").append(last ? "NaN" : 2.3 / step).append('\n');
    }
    String header =
        "epoch,step,training_loss,validation_loss,validation_accuracy,test_loss,test_accuracy,"
            + "training_accuracy\n";
    String start =
        validation == null && test != null ? "0,0,,,,2.3,0.1,\n" : "0,0,,2.3,0.1,2.3,0.1,\n";
    String end =
        test == null
            ? ""
            : "1,%d,0.7,,%s,0.6,%s,%s\n"
                .formatted(STEPS, text(validation), text(test), text(training));
    file("trial.yaml", yaml.toString());
    file("iterations.csv", steps.toString());
    file("epochs.csv", header + start + end);
    return file(
        "status.json",
        """
        {"format":1,"status":"%s","step":%d,"epoch":1,"reason":"","dataset":"fashion-mnist",\
        "stand_in":false,"step_kind":"planned"}
        """
            .formatted(status, STEPS));
  }

  private static String text(Object value) {
    return value == null ? "" : value.toString();
  }

  /** Adds a file, such as one of measures. */
  MadeUpTrial file(String name, String text) {
    try {
      Files.createDirectories(folder);
      Files.writeString(folder.resolve(name), text);
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
