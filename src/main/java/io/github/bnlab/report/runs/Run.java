package io.github.bnlab.report.runs;

import io.github.bnlab.config.KnownNames;
import io.github.bnlab.recording.files.Provenance;
import io.github.bnlab.recording.files.RunPlan;
import io.github.bnlab.recording.files.RunStatus;
import io.github.bnlab.recording.files.RunStatus.State;
import io.github.bnlab.rows.Rows.EpochRow;
import io.github.bnlab.rows.Rows.GradientRow;
import io.github.bnlab.rows.Rows.LandscapeRow;
import io.github.bnlab.rows.Rows.MistakeRow;
import io.github.bnlab.rows.Rows.PercentileRow;
import io.github.bnlab.rows.Rows.RobustnessRow;
import io.github.bnlab.rows.Rows.ShiftRow;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * The content of a run directory.
 *
 * @param settings effective settings by dotted key, empty if they cannot be read
 * @param planned what the process that runs it now says of it, or null if none does
 * @param status how it ended, or null if that is not recorded
 * @param epochs evaluations, first to last
 * @param samplesPerSecond training examples a second of training, without evaluation, or null
 * @param layers normalization layers, first to last, empty without normalization
 * @param percentiles of the inputs of activation functions
 * @param histograms of the inputs of activation functions, in order of the file
 * @param confusion {@code [label][predicted]} counts, or null
 * @param mistakes images that the network gets most wrong, worst first
 * @param provenance what it was made from and on, or null
 */
public record Run(
    Path folder,
    String experiment,
    String trial,
    Map<String, String> settings,
    RunPlan.Trial planned,
    RunStatus status,
    LossCurve losses,
    List<EpochRow> epochs,
    Double samplesPerSecond,
    List<NormLayer> layers,
    List<PercentileTrack> percentiles,
    List<Histogram> histograms,
    long[][] confusion,
    List<MistakeRow> mistakes,
    Measures measures,
    Provenance provenance) {

  /** The setting that repeats a trial. */
  public static final String SEED = "training.seed";

  /** The setting that tells which normalization is part of the network. */
  public static final String NORMALIZATION = "batchNorm.implementation";

  /** The setting that tells how many hidden layers a DeepNet has. */
  public static final String DEPTH = "deepNet.depth";

  /** A setting, or the empty text if it is not recorded. */
  public String setting(String key) {
    return settings.getOrDefault(key, "");
  }

  /** The seed, or the empty text if it is not recorded. */
  public String seed() {
    return setting(SEED);
  }

  /** Whether a normalization of any kind is part of the network. */
  public boolean normalized() {
    return normalization().isEmpty() ? !layers.isEmpty() : !normalization().equals("none");
  }

  /** Whether it is by statistics of batches. */
  public boolean normalizesBatches() {
    return List.of("custom", "built-in").contains(normalization());
  }

  /** Its {@link #NORMALIZATION}, or the empty text if it is not recorded. */
  public String normalization() {
    return setting(NORMALIZATION);
  }

  /** Whether it is being trained now. */
  public boolean running() {
    return planned != null && status == null;
  }

  /** Whether it ended for good: it was neither interrupted nor cut off, and did not fail. */
  public boolean isOver() {
    return status != null && status.state().isConclusive();
  }

  /** Whether it is over and its last evaluation is there, which a table cut short does not have. */
  public boolean isEvaluatedAtEnd() {
    return isOver() && !epochs.isEmpty() && epochs.get(epochs.size() - 1).step() == status.step();
  }

  /** Whether what it ends with counts: it trained, is evaluated at its end and did not diverge. */
  public boolean hasResult() {
    return isEvaluatedAtEnd() && lastStep() > 0 && !diverged();
  }

  /** Whether its loss became NaN or infinite. */
  public boolean diverged() {
    return status != null && status.state() == State.DIVERGED;
  }

  /** The last epoch that was evaluated, 0 before training. */
  public int lastEpoch() {
    return epochs.isEmpty() ? 0 : epochs.get(epochs.size() - 1).epoch();
  }

  /** The last step with a loss or an evaluation, 0 before training. */
  public int lastStep() {
    int evaluated = epochs.isEmpty() ? 0 : epochs.get(epochs.size() - 1).step();
    return Math.max(losses.lastStep(), evaluated);
  }

  /** Whether no epoch lies between two evaluations. */
  public boolean evaluatesEachEpoch() {
    return IntStream.range(1, epochs.size())
        .allMatch(i -> epochs.get(i).epoch() == epochs.get(i - 1).epoch() + 1);
  }

  /** Whether it ended as another one did, with the same losses and accuracies. */
  public boolean hasResultsOf(Run other) {
    return state().equals(other.state()) && lastResults().equals(other.lastResults());
  }

  /** When it ended, and what the last evaluation measured. */
  private List<Object> lastResults() {
    if (epochs.isEmpty()) {
      return List.of();
    }
    EpochRow last = epochs.get(epochs.size() - 1);
    return Arrays.asList(
        status == null ? last.step() : status.step(),
        last.trainingLoss(),
        last.validationLoss(),
        last.validationAccuracy(),
        last.testLoss(),
        last.testAccuracy());
  }

  /** How it ended, as records call it. */
  public String state() {
    return running() ? "running" : status == null ? "unfinished" : KnownNames.label(status.state());
  }

  /** The data set really used, else the one asked for, else the empty text. */
  public String dataset() {
    String used = running() ? planned.dataset() : status == null ? "" : status.dataset();
    return used.isEmpty() ? datasetAskedFor() : used;
  }

  /** The data set that the settings name, or the empty text. */
  public String datasetAskedFor() {
    return settings.getOrDefault("dataset.name", setting("dataset"));
  }

  /** Whether the data stand in for those asked for. */
  public boolean standIn() {
    return running() ? planned.standIn() : status != null && status.standIn();
  }

  /** What was measured beside the training, where it was asked for. */
  public record Measures(
      List<GradientRow> gradients,
      List<LandscapeRow> landscape,
      List<ShiftRow> shifts,
      List<RobustnessRow> robustness) {}

  /**
   * Training loss by step.
   *
   * @param steps increasing
   * @param losses mean cross-entropy of the batch in nats; NaN and infinity as recorded
   */
  public record LossCurve(int[] steps, double[] losses) {
    /** Number of steps recorded. */
    public int size() {
      return steps.length;
    }

    /** The last step, 0 if no step is recorded. */
    public int lastStep() {
      return steps.length == 0 ? 0 : steps[steps.length - 1];
    }
  }

  /**
   * Percentiles of the inputs of an activation function, over the training.
   *
   * @param layer place of the network
   * @param unit {@code all} or the number of one unit
   */
  public record PercentileTrack(
      String layer, String unit, int[] steps, double[] p15, double[] p50, double[] p85) {
    /** Whether these are the values of all units together. */
    public boolean isOfAllUnits() {
      return unit.equals(PercentileRow.ALL_UNITS);
    }
  }

  /**
   * The distribution of the inputs of an activation function after an epoch.
   *
   * @param layer place of the network
   * @param unit {@code all} or the number of one unit
   * @param edges of the bins, one more than counts, increasing
   * @param counts values in each bin
   */
  public record Histogram(int epoch, String layer, String unit, double[] edges, long[] counts) {
    /** Whether these are the values of all units together. */
    public boolean isOfAllUnits() {
      return unit.equals(PercentileRow.ALL_UNITS);
    }

    /** The middle of each bin. */
    public double[] middles() {
      return IntStream.range(0, counts.length)
          .mapToDouble(bin -> (edges[bin] + edges[bin + 1]) / 2)
          .toArray();
    }

    /** The sum of a power of all values, each of them taken for the middle of its bin. */
    public double moment(int power) {
      double[] middles = middles();
      return IntStream.range(0, counts.length)
          .mapToDouble(bin -> counts[bin] * Math.pow(middles[bin], power))
          .sum();
    }

    /** The edge of a bin below or above which a small share of the values lies. */
    public double quantile(double share) {
      double[] density = density();
      double sum = 0;
      for (int bin = 0; bin < counts.length; bin++) {
        sum += density[bin] * (edges[bin + 1] - edges[bin]);
        if (sum >= share) {
          return edges[share < 0.5 ? bin : bin + 1];
        }
      }
      return edges[counts.length];
    }

    /** Share of the values in each bin divided by its width. */
    public double[] density() {
      long all = Math.max(1, Arrays.stream(counts).sum());
      return IntStream.range(0, counts.length)
          .mapToDouble(bin -> counts[bin] / (all * (edges[bin + 1] - edges[bin])))
          .toArray();
    }
  }
}
