package io.github.bnlab.spark;

import io.github.bnlab.experiment.TrialWorker;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.util.AccumulatorV2;

/** What a task's worker process said so far; heartbeats take it to the driver. */
final class TaskProgress extends AccumulatorV2<String, TaskProgress.Lines> {
  private static final long serialVersionUID = 1L;

  /**
   * A snapshot.
   *
   * @param trial its number
   * @param attempt from 0
   * @param lasting all lines that stay
   * @param passing the newest of those that do not, or empty
   */
  record Lines(int trial, int attempt, List<String> lasting, String passing)
      implements Serializable {}

  private final ArrayList<String> lasting = new ArrayList<>();
  private int trial = -1;
  private int attempt;
  private String passing = "";

  synchronized void begin(int number, int ofAttempt) {
    trial = number;
    attempt = ofAttempt;
  }

  @Override
  public synchronized void add(String line) {
    if (line.startsWith(TrialWorker.PASSING)) {
      passing = line;
    } else {
      lasting.add(line);
    }
  }

  @Override
  public synchronized Lines value() {
    return new Lines(trial, attempt, List.copyOf(lasting), passing);
  }

  @Override
  public synchronized boolean isZero() {
    return lasting.isEmpty() && passing.isEmpty();
  }

  @Override
  public synchronized void reset() {
    lasting.clear();
    passing = "";
  }

  @Override
  public synchronized TaskProgress copy() {
    TaskProgress copy = new TaskProgress();
    copy.begin(trial, attempt);
    copy.lasting.addAll(lasting);
    copy.passing = passing;
    return copy;
  }

  /** Does nothing: each task's value is read on its way, and in its result. */
  @Override
  public void merge(AccumulatorV2<String, Lines> other) {}
}
