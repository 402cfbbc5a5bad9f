package io.github.bnlab.recording.files;

import java.util.Optional;

/** Names of the files of a run directory. */
public final class RunFiles {
  /** Version of the format, written into {@link #STATUS}. */
  public static final int FORMAT = 1;

  /** Effective settings, runnable as they are. */
  public static final String TRIAL = "trial.yaml";

  /** One line per step. */
  public static final String ITERATIONS = "iterations.csv";

  /** One line per epoch. */
  public static final String EPOCHS = "epochs.csv";

  /** One line per feature of a normalization layer and epoch. */
  public static final String BATCH_NORM = "batchnorm.csv";

  /** Wall times, one line per epoch. */
  public static final String TIMING = "timing.csv";

  /** Percentiles of the inputs of activation functions, one line per layer, unit and step. */
  public static final String ACTIVATIONS = "activations.csv";

  /** Histograms of the inputs of activation functions, one line per bin. */
  public static final String HISTOGRAMS = "histograms.csv";

  /** Answers of the trained network by class, one line a pair of classes. */
  public static final String CONFUSION = "confusion.csv";

  /** Test images that the trained network gets most wrong, one line each. */
  public static final String MISTAKES = "mistakes.csv";

  /** Norms of gradients and parameters, one line per layer and step measured. */
  public static final String GRADIENTS = "gradients.csv";

  /** Losses along the gradient, one line a distance and step measured. */
  public static final String LANDSCAPE = "landscape.csv";

  /** Shift of the inputs of layers, one line per layer and step measured. */
  public static final String SHIFT = "shift.csv";

  /**
   * Accuracy of the trained network on perturbed images, one line per perturbation and strength.
   */
  public static final String ROBUSTNESS = "robustness.csv";

  /** Limits of a setting in an experiment by variant; beside its run directories. */
  public static final String LIMITS_SUMMARY = "limits.json";

  /** Range tests of an experiment, one line per trial and step; beside its run directories. */
  public static final String RANGE = "range.csv";

  /** Limits of a setting in an experiment, one line per trial; beside its run directories. */
  public static final String LIMITS = "limits.csv";

  /** What a process runs now; in the folder of an experiment. */
  public static final String PLAN = ".plan.json";

  /** How the run ended; written last. */
  public static final String STATUS = "status.json";

  /** What the run was made from and on. */
  public static final String PROVENANCE = "provenance.json";

  /** Stack trace, or what a lost process printed, of a failed run. */
  public static final String FAILURE = "failure.txt";

  /** The trained network as DL4J saves it. */
  public static final String MODEL = "model.zip";

  /** Initial and final parameters for NumPy. */
  public static final String PARAMETERS = "parameters.npz";

  private static final String PARTIAL_ENDING = ".partial";

  private RunFiles() {}

  /** The folder, beside the finished ones, in which a trial's run directory is being written. */
  public static String partial(String trial) {
    return "." + trial + PARTIAL_ENDING;
  }

  /** The trial whose {@link #partial} folder has this name, if it is one. */
  public static Optional<String> trialOfPartial(String folder) {
    return folder.startsWith(".") && folder.endsWith(PARTIAL_ENDING)
        ? Optional.of(folder.substring(1, folder.length() - PARTIAL_ENDING.length()))
        : Optional.empty();
  }
}
