package io.github.bnlab.report.tensorboard;

import io.github.bnlab.config.ConfigException;
import io.github.bnlab.recording.WholeFile;
import io.github.bnlab.report.runs.Problem;
import io.github.bnlab.report.runs.RecordedTrial;
import io.github.bnlab.report.runs.RunLoader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Writes the trials of an experiment for TensorBoard, each as an event file in {@code
 * LOGDIR/EXPERIMENT/TRIAL}. The same records give the same bytes.
 */
public final class TensorBoard {
  /** TensorBoard reads files whose names hold {@code tfevents}. */
  private static final String FILE = "events.out.tfevents.0.bnlab";

  private static final String ASIDE = "events.bnlab";

  private final Path folder;
  private final HParams hparams;

  /**
   * For the trials of an experiment.
   *
   * @param logs folder that TensorBoard is started with
   * @param settings of each of its trials by dotted key
   */
  public TensorBoard(Path logs, String experiment, List<Map<String, String>> settings) {
    this.folder = logs.resolve(experiment);
    this.hparams = new HParams(settings);
  }

  /**
   * Writes or replaces the event files of all trials of an experiment.
   *
   * @param experiment folder of an experiment, or of one trial
   * @param logs folder that TensorBoard is started with
   * @param problems gets what could not be read
   * @return number of trials
   * @throws ConfigException if there are no trials in it, or event files of other programs where
   *     theirs belong; nothing was written
   * @throws IOException if a folder cannot be made
   */
  public static int export(Path experiment, Path logs, List<Problem> problems) throws IOException {
    List<RecordedTrial> trials = RecordedTrial.in(experiment, problems);
    TensorBoard board =
        new TensorBoard(
            logs,
            RunLoader.experiment(trials.get(0).loader().folder()),
            trials.stream().map(RecordedTrial::settings).toList());
    board.requireRoom(trials.stream().map(RecordedTrial::name).toList());
    for (RecordedTrial each : trials) {
      RecordedTrial trial = each.now();
      board.write(trial);
      problems.addAll(trial.loader().problems());
    }
    return trials.size();
  }

  /**
   * Writes or replaces the event file of a trial.
   *
   * @param run its run directory
   * @return what could not be read
   * @throws IOException if its folder cannot be made
   */
  public List<Problem> write(Path run) throws IOException {
    RecordedTrial trial = RecordedTrial.of(run);
    write(trial);
    return trial.loader().problems();
  }

  private void write(RecordedTrial trial) throws IOException {
    Path own = Files.createDirectories(folder.resolve(trial.name()));
    // TensorBoard must not find the temporary file: it reads all whose names hold tfevents.
    Path aside = own.resolve(ASIDE);
    EventFile events = new EventFile();
    new TrialEvents(trial, events).write(folder.getFileName().toString(), hparams);
    WholeFile.write(aside, events.bytes());
    Files.move(aside, own.resolve(FILE), StandardCopyOption.ATOMIC_MOVE);
  }

  /**
   * Checks that TensorBoard would find no events but ours in the folders of trials, and makes the
   * folder of the experiment.
   *
   * @param trials their names
   * @throws ConfigException if there are others
   * @throws IOException if the folder cannot be made
   */
  public void requireRoom(Collection<String> trials) throws IOException {
    for (Path own : trials.stream().map(folder::resolve).filter(Files::isDirectory).toList()) {
      List<Path> files;
      try (Stream<Path> entries = Files.list(own)) {
        files = entries.filter(Files::isRegularFile).sorted().toList();
      }
      for (Path file : files) {
        boolean isOurs = file.endsWith(FILE) && EventFile.isOne(file);
        if (file.getFileName().toString().contains("tfevents") && !isOurs) {
          throw new ConfigException(
              file
                  + " was not written by this program, and TensorBoard would show it as part of"
                  + " the trial; choose another folder");
        }
      }
    }
    Files.createDirectories(folder);
  }
}
