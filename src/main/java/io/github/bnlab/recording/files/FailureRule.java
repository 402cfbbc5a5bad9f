package io.github.bnlab.recording.files;

import io.github.bnlab.config.ConfigException;
import io.github.bnlab.dataset.ImageSet;
import io.github.bnlab.recording.files.RunStatus.State;
import io.github.bnlab.rows.Rows.EpochRow;
import io.github.bnlab.rows.Rows.IterationRow;
import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * When a training counts as failed. A loss that is NaN or infinite always does.
 *
 * @param lossAboveStart whether it has failed if the mean loss of its last epoch, or of all epochs
 *     since the evaluation before, is above the loss of its first batch, before any update
 * @param chanceFactor it has failed if its last accuracy is at most {@code chanceFactor / classes},
 *     on the validation split or, without one, on the test split; 0 to leave that out
 */
public record FailureRule(boolean lossAboveStart, double chanceFactor) {
  /** All three conditions; chance is 1.5 times what guessing gives. */
  public static final FailureRule DEFAULT = new FailureRule(true, 1.5);

  /** The conditions for people. */
  public List<String> conditions() {
    List<String> conditions = new ArrayList<>(List.of("the loss is NaN or infinite"));
    if (lossAboveStart) {
      conditions.add("the mean loss of the last epoch is above that of the first batch");
    }
    if (chanceFactor > 0) {
      conditions.add(
          String.format(
              Locale.ROOT,
              "the accuracy after the last epoch is at most %s (%s times chance among %d classes)",
              new DecimalFormat("0.####%", DecimalFormatSymbols.getInstance(Locale.ROOT))
                  .format(chanceFactor / ImageSet.CLASSES),
              chanceFactor,
              ImageSet.CLASSES));
    }
    return conditions;
  }

  /**
   * Why the training in a run directory has failed, if it has.
   *
   * @param run of a trial that came to its end
   * @throws ConfigException if its time budget was over before its first step
   * @throws RecordException if its tables cannot be read or lack rows
   */
  public Optional<String> failure(RunReader run) {
    RunStatus status = run.status();
    List<IterationRow> steps = run.rows(RunTable.ITERATIONS);
    List<EpochRow> epochs = run.rows(RunTable.EPOCHS);
    if (status.state() == State.DIVERGED) {
      return failure(status, Double.NaN, epochs);
    }
    if (status.state() == State.TIME_BUDGET && status.step() == 0) {
      throw new ConfigException(
          run.directory() + ": no step was taken; give training.timeBudget more seconds, or 0");
    }
    require(!steps.isEmpty(), run, RunTable.ITERATIONS, "has no step");
    EpochRow last = epochs.isEmpty() ? null : epochs.get(epochs.size() - 1);
    require(
        last != null && last.step() == status.step() && last.trainingLoss() != null,
        run,
        RunTable.EPOCHS,
        "has no training loss at the last step");
    return failure(status, steps.get(0).trainingLoss(), epochs);
  }

  private static void require(boolean whole, RunReader run, RunTable<?> table, String otherwise) {
    if (!whole) {
      throw new RecordException(
          "%s is missing or cut short: it %s"
              .formatted(run.directory().resolve(table.file()), otherwise));
    }
  }

  /**
   * Why a training has failed, if it has.
   *
   * @param status how it ended
   * @param start loss of the first batch
   * @param epochs at least one, the last with a training loss, unless it diverged
   */
  public Optional<String> failure(RunStatus status, double start, List<EpochRow> epochs) {
    if (status.state() == State.DIVERGED) {
      return Optional.of(status.reason());
    }
    EpochRow last = epochs.get(epochs.size() - 1);
    if (lossAboveStart && last.trainingLoss() > start) {
      return Optional.of(
          String.format(
              Locale.ROOT, "loss %.4f, above %.4f at its start", last.trainingLoss(), start));
    }
    Double accuracy =
        last.validationAccuracy() != null ? last.validationAccuracy() : last.testAccuracy();
    if (chanceFactor > 0 && accuracy != null && accuracy <= chanceFactor / ImageSet.CLASSES) {
      return Optional.of(String.format(Locale.ROOT, "accuracy %.4f, at chance", accuracy));
    }
    return Optional.empty();
  }
}
