package io.github.bnlab.report.runs;

import io.github.bnlab.recording.files.RunFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Trials found below some folders.
 *
 * @param runs in natural order of their names, so that 2 comes before 10
 * @param searches what searches left in the folders
 * @param problems what could not be read
 * @param others run directories that were left out
 */
public record Runs(
    List<Run> runs, List<Search> searches, List<Problem> problems, List<Path> others) {
  private static final List<String> SIGNS =
      List.of(RunFiles.TRIAL, RunFiles.ITERATIONS, RunFiles.EPOCHS, RunFiles.STATUS);

  public Runs {
    runs = List.copyOf(runs);
    searches = List.copyOf(searches);
    problems = List.copyOf(problems);
    others = List.copyOf(others);
  }

  /**
   * Reads the run directories in the folders given.
   *
   * @param folders of experiments or of single trials
   * @param wanted whether the trial of a name is read
   * @throws IOException if a folder cannot be listed
   */
  public static Runs read(List<Path> folders, Predicate<String> wanted) throws IOException {
    List<Run> runs = new ArrayList<>();
    List<Problem> problems = new ArrayList<>();
    List<Path> found = new ArrayList<>();
    List<Search> searches = new ArrayList<>();
    for (Path folder : folders) {
      found.addAll(isRun(folder) ? List.of(folder) : runsIn(folder, problems));
      RunLoader experiment = new RunLoader(folder);
      searches.add(experiment.search());
      problems.addAll(experiment.problems());
    }
    searches.removeIf(Search::isEmpty);
    List<Path> others = new ArrayList<>(found);
    found.removeIf(folder -> !wanted.test(RunLoader.trial(folder)));
    others.removeAll(found);
    List<RunLoader> loaders = found.stream().map(RunLoader::new).toList();
    runs.addAll(loaders.parallelStream().map(RunLoader::run).toList());
    loaders.forEach(loader -> problems.addAll(loader.problems()));
    return new Runs(runs, searches, problems, others);
  }

  private static boolean isRun(Path folder) {
    return SIGNS.stream().anyMatch(sign -> Files.isRegularFile(folder.resolve(sign)));
  }

  private static List<Path> runsIn(Path experiment, List<Problem> problems) throws IOException {
    try (Stream<Path> entries = Files.list(experiment)) {
      List<Path> folders =
          entries
              .filter(Files::isDirectory)
              .filter(folder -> !folder.getFileName().toString().equals("figures"))
              .sorted(Comparator.comparing(folder -> sortKey(folder.getFileName().toString())))
              .toList();
      List<Path> runs = new ArrayList<>();
      for (Path folder : folders) {
        if (isSuperseded(folder)) {
          continue;
        }
        if (isRun(folder)) {
          runs.add(folder);
        } else {
          problems.add(new Problem(folder.getFileName().toString(), "holds no records of a trial"));
        }
      }
      return runs;
    }
  }

  /** A partial run directory beside a whole one, or another hidden folder. */
  private static boolean isSuperseded(Path folder) {
    String name = folder.getFileName().toString();
    return name.startsWith(".")
        && RunFiles.trialOfPartial(name)
            .map(trial -> Files.isDirectory(folder.resolveSibling(trial)))
            .orElse(true);
  }

  private static String sortKey(String name) {
    StringBuilder key = new StringBuilder();
    for (String part : name.split("(?<=\\d)(?=\\D)|(?<=\\D)(?=\\d)")) {
      boolean number = Character.isDigit(part.charAt(0));
      key.append(number ? "0".repeat(Math.max(0, 20 - part.length())) : "").append(part);
    }
    return key.toString();
  }
}
