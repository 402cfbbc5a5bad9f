package io.github.bnlab.recording.files;

/** Names of the files of a run directory. */
public final class RunFiles {
  /** Version of the format, written into {@link #STATUS}. */
  public static final int FORMAT = 1;

  /** Effective settings, runnable as they are. */
  public static final String TRIAL = "trial.yaml";

  /** One line a step. */
  public static final String ITERATIONS = "iterations.csv";

  /** One line an epoch. */
  public static final String EPOCHS = "epochs.csv";

  /** One line a feature of a normalization layer and epoch. */
  public static final String BATCH_NORM = "batchnorm.csv";

  /** Wall times, one line an epoch. */
  public static final String TIMING = "timing.csv";

  /** How the run ended; written last. */
  public static final String STATUS = "status.json";

  /** What the run was made from and on. */
  public static final String PROVENANCE = "provenance.json";

  /** The trained network as DL4J saves it. */
  public static final String MODEL = "model.zip";

  /** Initial and final parameters for NumPy. */
  public static final String PARAMETERS = "parameters.npz";

  private RunFiles() {}
}
