package io.github.bnlab.recording.files;

import com.google.gson.annotations.SerializedName;
import io.github.bnlab.config.OldNames;

/**
 * {@code status.json}: how a run ended.
 *
 * @param format version of the run directory's format
 * @param state how it ended
 * @param step the last step taken
 * @param epoch the last epoch begun
 * @param reason one sentence for people; empty for a finished run
 * @param dataset name of the data really used; empty where none was loaded
 * @param standIn whether it stood in for the data asked for
 * @param stepKind the kind of step really used: {@code planned} or {@code dl4j}; empty where none
 *     was chosen
 */
public record RunStatus(
    int format,
    @SerializedName("status") State state,
    int step,
    int epoch,
    String reason,
    String dataset,
    @SerializedName("stand_in") boolean standIn,
    @SerializedName("step_kind") String stepKind) {
  /** How a run can end. */
  public enum State {
    @SerializedName("finished")
    FINISHED,
    /** Ended by early stopping. */
    @SerializedName("stopped-early")
    STOPPED_EARLY,
    /** Ended by its time budget. */
    @SerializedName("time-budget")
    TIME_BUDGET,
    @SerializedName("diverged")
    DIVERGED,
    @SerializedName("interrupted")
    INTERRUPTED,
    @SerializedName("failed")
    FAILED;

    /** Whether the run is over for good: another one would end the same way. */
    public boolean isConclusive() {
      return this != INTERRUPTED && this != FAILED;
    }
  }

  public RunStatus {
    if (format != RunFiles.FORMAT) {
      throw new RecordException(
          "format " + format + " of a run directory; this program reads " + RunFiles.FORMAT);
    }
    if (state == null || reason == null || dataset == null || stepKind == null) {
      throw new RecordException("status, reason, dataset or step_kind is missing or unknown");
    }
    dataset = OldNames.dataset(dataset);
  }
}
