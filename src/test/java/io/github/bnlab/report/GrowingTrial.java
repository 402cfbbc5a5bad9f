package io.github.bnlab.report;

import io.github.bnlab.recording.files.RunJson;
import io.github.bnlab.recording.files.RunPlan;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The run directory of a trial that is being trained: that of a finished one, of which it has so
 * many steps, without its status and under the name that it has until it is whole.
 */
final class GrowingTrial {
  private static final List<String> TABLES =
      List.of("iterations.csv", "epochs.csv", "timing.csv", "batchnorm.csv");

  private final Path whole;
  private final Path partial;
  private final String status;
  private final Map<String, List<String>> rows = new TreeMap<>();

  GrowingTrial(Path finished) throws IOException {
    whole = finished;
    partial = finished.resolveSibling("." + finished.getFileName() + ".partial");
    status = Files.readString(finished.resolve("status.json"));
    for (String name : List.of("status.json", "confusion.csv", "mistakes.csv", "activations.csv")) {
      Files.deleteIfExists(finished.resolve(name));
    }
    Files.deleteIfExists(finished.resolve("histograms.csv"));
    Files.deleteIfExists(finished.resolve("provenance.json"));
    for (String name : TABLES) {
      if (Files.exists(finished.resolve(name))) {
        List<String> lines = new ArrayList<>(Files.readAllLines(finished.resolve(name)));
        Files.writeString(finished.resolve(name), lines.remove(0) + "\n");
        rows.put(name, lines);
      }
    }
    // A process writes it after its plan.
    FileTime later = FileTime.from(Instant.now().plusSeconds(60));
    Files.setLastModifiedTime(finished.resolve("trial.yaml"), later);
    Files.move(finished, partial);
  }

  /** Makes it one that an earlier process, which was killed, left behind. */
  void abandon() throws IOException {
    for (String name : List.of("trial.yaml", "iterations.csv")) {
      FileTime earlier = FileTime.from(Instant.now().minusSeconds(60));
      Files.setLastModifiedTime(partial.resolve(name), earlier);
    }
  }

  /** Adds the next rows of a table. */
  void grow(String table, int count) throws IOException {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < count; i++) {
      text.append(rows.get(table).remove(0)).append('\n');
    }
    write(table, text.toString());
  }

  /** Adds a text that may end within a line, and the rest of the line. */
  void write(String table, String text) throws IOException {
    Files.writeString(partial.resolve(table), text, StandardOpenOption.APPEND);
  }

  /** The next row, removed. */
  String next(String table) {
    return rows.get(table).remove(0);
  }

  /** Adds all that is left, and the status. */
  void finish() throws IOException {
    for (String table : rows.keySet()) {
      grow(table, rows.get(table).size());
    }
    Files.writeString(partial.resolve("status.json"), status);
    Files.move(partial, whole);
  }

  /** What a process leaves while it runs trials: those that are done already, and those to come. */
  static void plan(Path experiment, List<String> done, List<String> open, String dataset)
      throws IOException {
    List<RunPlan.Trial> trials = new ArrayList<>();
    done.forEach(name -> trials.add(new RunPlan.Trial(name, true, 0, 0, "", false)));
    open.forEach(
        name ->
            trials.add(
                new RunPlan.Trial(
                    name, false, 10, 600, dataset, !dataset.equals("fashion-mnist"))));
    Files.writeString(experiment.resolve(".plan.json"), RunJson.write(new RunPlan(trials)));
  }
}
