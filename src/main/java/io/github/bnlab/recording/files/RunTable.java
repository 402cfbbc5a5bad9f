package io.github.bnlab.recording.files;

import java.util.List;
import java.util.function.Function;

/**
 * A table of a run directory.
 *
 * @param <T> a line of it
 */
public final class RunTable<T> {
  /** Losses of all steps. */
  public static final RunTable<IterationRow> ITERATIONS =
      new RunTable<>(RunFiles.ITERATIONS, IterationRow.COLUMNS, IterationRow::of);

  /** States after all epochs, from epoch 0. */
  public static final RunTable<EpochRow> EPOCHS =
      new RunTable<>(RunFiles.EPOCHS, EpochRow.REQUIRED, EpochRow::of);

  /** Normalization layers after all epochs. */
  public static final RunTable<BatchNormRow> BATCH_NORM =
      new RunTable<>(RunFiles.BATCH_NORM, BatchNormRow.COLUMNS, BatchNormRow::of);

  /** Wall times of all epochs. */
  public static final RunTable<TimingRow> TIMING =
      new RunTable<>(RunFiles.TIMING, TimingRow.COLUMNS, TimingRow::of);

  /** Percentiles of what enters activation functions. */
  public static final RunTable<PercentileRow> ACTIVATIONS =
      new RunTable<>(RunFiles.ACTIVATIONS, PercentileRow.COLUMNS, PercentileRow::of);

  /** Histograms of what enters activation functions. */
  public static final RunTable<HistogramRow> HISTOGRAMS =
      new RunTable<>(RunFiles.HISTOGRAMS, HistogramRow.COLUMNS, HistogramRow::of);

  /** Answers by class at the end. */
  public static final RunTable<ConfusionRow> CONFUSION =
      new RunTable<>(RunFiles.CONFUSION, ConfusionRow.COLUMNS, ConfusionRow::of);

  /** The worst mistakes at the end. */
  public static final RunTable<MistakeRow> MISTAKES =
      new RunTable<>(RunFiles.MISTAKES, MistakeRow.COLUMNS, MistakeRow::of);

  /** Norms of gradients and parameters. */
  public static final RunTable<GradientRow> GRADIENTS =
      new RunTable<>(RunFiles.GRADIENTS, GradientRow.COLUMNS, GradientRow::of);

  /** Losses along the gradient. */
  public static final RunTable<LandscapeRow> LANDSCAPE =
      new RunTable<>(RunFiles.LANDSCAPE, LandscapeRow.COLUMNS, LandscapeRow::of);

  /** Shift of what layers work on. */
  public static final RunTable<ShiftRow> SHIFT =
      new RunTable<>(RunFiles.SHIFT, ShiftRow.COLUMNS, ShiftRow::of);

  /** Accuracy on perturbed images at the end. */
  public static final RunTable<RobustnessRow> ROBUSTNESS =
      new RunTable<>(RunFiles.ROBUSTNESS, RobustnessRow.COLUMNS, RobustnessRow::of);

  /** Range tests; in the folder of an experiment. */
  public static final RunTable<RangeRow> RANGE =
      new RunTable<>(RunFiles.RANGE, RangeRow.COLUMNS, RangeRow::of);

  /** Limits of a setting; in the folder of an experiment. */
  public static final RunTable<LimitRow> LIMITS =
      new RunTable<>(RunFiles.LIMITS, LimitRow.COLUMNS, LimitRow::of);

  private final String file;
  private final List<String> columns;
  private final Function<CsvLine, T> row;

  private RunTable(String file, List<String> columns, Function<CsvLine, T> row) {
    this.file = file;
    this.columns = columns;
    this.row = row;
  }

  /** Name of the file. */
  public String file() {
    return file;
  }

  /** Columns that it has to have; further ones are passed over. */
  public List<String> columns() {
    return columns;
  }

  T row(CsvLine line) {
    return row.apply(line);
  }
}
