package io.github.bnlab.report.runs;

import static java.util.stream.Collectors.toSet;

import io.github.bnlab.recording.files.RecordException;
import io.github.bnlab.recording.files.RunFiles;
import io.github.bnlab.recording.files.RunPlan;
import io.github.bnlab.recording.files.RunReader;
import io.github.bnlab.recording.files.RunTable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The trials of an experiment while they are trained, read again and again on one thread. Trials
 * that are over are read once.
 */
public final class GrowingRuns {
  /** A run directory that is renamed while it is read is read again. */
  private static final int ATTEMPTS = 3;

  private final Path folder;
  private final Map<Path, Whole> whole = new HashMap<>();
  private RunPlan plan;
  private FileTime planned;

  /** Of the folder of an experiment, which need not exist yet, or of one trial. */
  public GrowingRuns(Path folder) {
    this.folder = folder;
  }

  /**
   * How far a trial is.
   *
   * @param state {@code waiting}, {@code running}, {@code not run}, or as records call its end
   * @param epoch the present one, or the last one; 0 before training
   * @param epochs how many it takes, or took; 0 where that is not known
   * @param share of its steps that are recorded, in [0, 1]; 1 for a trial that does not run now
   */
  public record Progress(String trial, String state, int epoch, int epochs, double share) {}

  /** Trials with records, and how far all trials are, in order. */
  public record Snapshot(Runs runs, List<Progress> trials) {}

  /** A trial that is over. */
  private record Whole(FileTime written, Run run, List<Problem> problems) {}

  /**
   * Reads what there is now.
   *
   * @param running whether a process is running the trials
   * @throws RecordException if the folder cannot be listed
   */
  public Snapshot read(boolean running) {
    if (!Files.isDirectory(folder)) {
      return new Snapshot(new Runs(List.of(), List.of(), List.of(), List.of()), List.of());
    }
    List<Problem> problems = new ArrayList<>();
    if (running) {
      readPlan(problems);
    }
    List<Run> runs = new ArrayList<>();
    List<Progress> progress = new ArrayList<>();
    List<Path> others = List.of();
    if (plan == null) {
      for (Path directory : Runs.folders(folder, problems)) {
        Run run = loaded(directory, problems);
        runs.add(run);
        progress.add(ended(run));
      }
    } else {
      for (RunPlan.Trial trial : plan.trials()) {
        Run run = find(trial, running, problems);
        if (run != null) {
          runs.add(run);
        }
        progress.add(progress(run, trial, running));
      }
      Set<String> names = plan.trials().stream().map(RunPlan.Trial::name).collect(toSet());
      others =
          Runs.directories(folder).stream()
              .filter(one -> Runs.isRun(one) && !names.contains(RunLoader.trial(one)))
              .toList();
    }
    return new Snapshot(Runs.of(List.of(folder), runs, problems, others), progress);
  }

  /** Keeps the last plan: it is removed when the run ends. */
  private void readPlan(List<Problem> problems) {
    try {
      Path file = folder.resolve(RunFiles.PLAN);
      FileTime time = Files.getLastModifiedTime(file);
      if (!time.equals(planned)) {
        plan = new RunReader(folder).plan();
        planned = time;
      }
    } catch (IOException e) {
      // Between two runs of a search, or before the first one, no run is recorded.
    } catch (RecordException e) {
      problems.add(new Problem(RunFiles.PLAN, "cannot be read: " + e.getMessage() + "."));
    }
  }

  /** The records of a trial, or null if there are none. */
  private Run find(RunPlan.Trial trial, boolean running, List<Problem> problems) {
    // Those of a large experiment lie one level further down.
    for (Path parent : List.of(folder, folder.resolve(RunFiles.part(trial.name())))) {
      Path partial = parent.resolve(RunFiles.partial(trial.name()));
      for (int attempt = 0; running && attempt < ATTEMPTS; attempt++) {
        if (isBeingWritten(partial)) {
          RunLoader loader = new RunLoader(partial, trial);
          Run run = loader.run();
          if (Files.isDirectory(partial)) {
            problems.addAll(loader.problems());
            return run;
          }
        }
      }
      Path directory = parent.resolve(trial.name());
      if (Runs.isRun(directory)) {
        return loaded(directory, problems);
      }
      // What is left where the process was killed.
      if (!running && Runs.isRun(partial)) {
        return loaded(partial, problems);
      }
    }
    return null;
  }

  /** Whether the present run has begun a trial: one that was killed has older records. */
  private boolean isBeingWritten(Path partial) {
    return Stream.of(RunFiles.TRIAL, RunTable.ITERATIONS.file())
            .map(name -> written(partial.resolve(name)))
            .anyMatch(time -> time != null && time.compareTo(planned) >= 0)
        && Files.isRegularFile(partial.resolve(RunFiles.TRIAL));
  }

  private Run loaded(Path directory, List<Problem> problems) {
    FileTime written = written(directory.resolve(RunFiles.STATUS));
    Whole known = whole.get(directory);
    if (known == null || written == null || !written.equals(known.written())) {
      RunLoader loader = new RunLoader(directory);
      known = new Whole(written, loader.run(), loader.problems());
      whole.put(directory, known);
    }
    problems.addAll(known.problems());
    return known.run();
  }

  /**
   * When a file was written, such as the status of a run at its end, or null if it does not exist.
   */
  private static FileTime written(Path file) {
    try {
      return Files.getLastModifiedTime(file);
    } catch (IOException e) {
      return null;
    }
  }

  private Progress progress(Run run, RunPlan.Trial trial, boolean running) {
    String name = trial.name();
    int epochs = trial.epochs();
    if (run != null && run.running()) {
      double share = Math.min(1, run.losses().lastStep() / Math.max(1.0, trial.steps()));
      int ended = Math.max(run.lastEpoch(), (int) (share * epochs)); // with evaluation or without
      int present = run.epochs().isEmpty() ? 0 : Math.min(epochs, ended + 1);
      return new Progress(name, run.state(), present, epochs, share);
    }
    return run == null || running && !trial.done() && isOfEarlierRun(run)
        ? new Progress(name, running ? "waiting" : "not run", 0, epochs, 0)
        : ended(run);
  }

  private static Progress ended(Run run) {
    return new Progress(run.trial(), run.state(), run.lastEpoch(), run.lastEpoch(), 1);
  }

  /** Whether a trial that is to be run, or to be continued, ended before the present run began. */
  private boolean isOfEarlierRun(Run run) {
    FileTime ended = written(run.folder().resolve(RunFiles.STATUS));
    return ended == null || ended.compareTo(planned) < 0;
  }
}
