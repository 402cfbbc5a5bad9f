package io.github.bnlab.recording.files;

import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.commons.codec.digest.DigestUtils;

/** Names of the files of a run directory; {@link RunTable} has those of its tables. */
public final class RunFiles {
  /** Version of the format, written into {@link #STATUS}. */
  public static final int FORMAT = 1;

  /** Effective settings, runnable as they are. */
  public static final String TRIAL = "trial.yaml";

  /** Limits of a setting in an experiment by variant; beside its run directories. */
  public static final String LIMITS_SUMMARY = "limits.json";

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

  /** Names of the trials that the last command had, one a line; beside their run directories. */
  public static final String TRIALS = "trials.txt";

  private static final Set<String> OF_TRIAL =
      Stream.concat(
              Stream.of(TRIAL, STATUS, PROVENANCE, FAILURE, MODEL, PARAMETERS),
              Stream.concat(RunTable.REPEATED.stream(), Stream.of(RunTable.TIMING))
                  .map(RunTable::file))
          .collect(Collectors.toUnmodifiableSet());

  private static final String PARTIAL_ENDING = ".partial";
  private static final String REPLACED_ENDING = ".replaced";
  private static final String CHECKPOINTS_ENDING = ".checkpoints";

  /** Names of trials do not begin like this. */
  private static final Pattern PART = Pattern.compile("_[0-9a-f]{2}");

  private RunFiles() {}

  /** Whether the program writes a file of this name into a run directory; others are the user's. */
  public static boolean isOfTrial(String name) {
    return OF_TRIAL.contains(name);
  }

  /** The folder, beside the run directory of a trial, that holds its checkpoints. */
  public static String checkpoints(String trial) {
    return "." + trial + CHECKPOINTS_ENDING;
  }

  /** The folder, beside the finished ones, in which a trial's run directory is being written. */
  public static String partial(String trial) {
    return "." + trial + PARTIAL_ENDING;
  }

  /** The trial whose {@link #partial} folder has this name, if it is one. */
  public static Optional<String> trialOfPartial(String folder) {
    return trialBefore(PARTIAL_ENDING, folder);
  }

  private static Optional<String> trialBefore(String ending, String folder) {
    int end = folder.length() - ending.length();
    return end > 1 && folder.startsWith(".") && folder.endsWith(ending)
        ? Optional.of(folder.substring(1, end))
        : Optional.empty();
  }

  /** The run directory that a trial's new one replaces, until that has its name. */
  public static String replaced(String trial) {
    return "." + trial + REPLACED_ENDING;
  }

  /** The trial to which an entry in the folder of run directories belongs. */
  public static String trialOf(String entry) {
    return trialBefore(REPLACED_ENDING, entry)
        .or(() -> trialBefore(CHECKPOINTS_ENDING, entry))
        .or(() -> trialOfPartial(entry))
        .orElse(entry);
  }

  /** One of 256 folders, for the trials of an experiment that has many of them. */
  public static String part(String trial) {
    return "_" + DigestUtils.sha256Hex(trial).substring(0, 2);
  }

  /** Whether a folder of an experiment is such a {@link #part}. */
  public static boolean isPart(String folder) {
    return PART.matcher(folder).matches();
  }
}
