package io.github.bnlab.report.runs;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.partitioningBy;
import static java.util.stream.Collectors.toList;
import static java.util.stream.Collectors.toMap;

import io.github.bnlab.config.ConfigException;
import io.github.bnlab.recording.files.Limits;
import io.github.bnlab.recording.files.RecordException;
import io.github.bnlab.recording.files.RunFiles;
import io.github.bnlab.recording.files.RunReader;
import io.github.bnlab.recording.files.RunStatus.State;
import io.github.bnlab.rows.Rows.RangeRow;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.commons.lang3.StringUtils;

/**
 * Trials found below some folders.
 *
 * @param runs folder by folder, in natural order of their names, so that 2 comes before 10 and 0.03
 *     before 0.3; while a run goes on, in its order
 * @param others run directories that were left out
 */
public record Runs(
    List<Run> runs, List<Search> searches, List<Problem> problems, List<Path> others) {
  private static final Pattern NUMBER = Pattern.compile("\\d+(\\.\\d+)?([eE][-+]?\\d+)?");
  private static final int MOST_NAMED = 10;

  /** With more curves a page takes minutes to make and to open. */
  public static final int MOST_TRIALS = 2_000;

  /**
   * What searches left in the folder of an experiment, beside its run directories.
   *
   * @param folder of the experiment
   * @param limits up to which value of a setting it trains, or null
   * @param range steps of range tests, possibly none
   */
  public record Search(Path folder, Limits limits, List<RangeRow> range) {
    /** The name of the experiment. */
    public String experiment() {
      return RunLoader.nameOf(folder);
    }

    /** Whether a trial is of this experiment. */
    public boolean has(Run run) {
      return RunLoader.experimentFolder(run.folder()).equals(folder.toAbsolutePath().normalize());
    }
  }

  /**
   * Reads the run directories in the folders given.
   *
   * @param folders of experiments or of single trials
   * @param wanted whether the trial of a name is read
   * @throws ConfigException if there are too many trials, or as {@link #folders} does
   * @throws RecordException if a folder cannot be listed
   */
  public static Runs read(List<Path> folders, Predicate<String> wanted) {
    List<Problem> problems = new ArrayList<>();
    // By what they are: a folder that is given twice is read once.
    Map<Path, Path> given = new LinkedHashMap<>();
    for (Path folder : folders) {
      given.putIfAbsent(real(folder), folder);
    }
    boolean several = given.size() > 1;
    Map<Path, Path> found = new LinkedHashMap<>();
    for (Path folder : given.values()) {
      List<Problem> strays = new ArrayList<>();
      for (Path run : folders(folder, strays)) {
        found.putIfAbsent(real(run), run);
      }
      problems.addAll(several ? byPath(strays, folder::resolve) : strays);
      missing(folder).ifPresent(problems::add);
    }
    Map<Boolean, List<Path>> byWanted =
        found.values().stream()
            .collect(partitioningBy(folder -> wanted.test(RunLoader.trial(folder))));
    List<RunLoader> loaders = byWanted.get(true).stream().map(RunLoader::new).toList();
    if (loaders.size() > MOST_TRIALS) {
      throw new ConfigException(
          "%s holds %d trials, and a report shows at most %d; `bnlab export csv` writes their curves as one table."
                  .formatted(StringUtils.join(folders, " with "), loaders.size(), MOST_TRIALS)
              + missing(folders.get(0)).map(problem -> " It " + problem.what()).orElse(""));
    }
    List<Run> runs = loaders.parallelStream().map(RunLoader::run).toList();
    loaders.forEach(loader -> problems.addAll(problems(loader, several)));
    return of(List.copyOf(given.values()), runs, problems, byWanted.get(false));
  }

  /**
   * Trials with what searches left in their folders.
   *
   * @param problems gets what could not be read there, and what trials do not have in common
   */
  static Runs of(List<Path> folders, List<Run> runs, List<Problem> problems, List<Path> others) {
    List<Search> searches = new ArrayList<>();
    for (Path folder : folders) {
      RunLoader experiment = new RunLoader(folder);
      experiment.search().ifPresent(searches::add);
      problems.addAll(problems(experiment, folders.size() > 1));
    }
    List<Run> known = runs.stream().filter(run -> run.provenance() != null).toList();
    problems.addAll(fitDifferences(known));
    problems.addAll(fileDifferences(known));
    return new Runs(runs, searches, problems, others);
  }

  /** What a loader could not read. */
  private static List<Problem> problems(RunLoader loader, boolean ofSeveral) {
    List<Problem> problems = loader.problems();
    return ofSeveral ? byPath(problems, loader.folder()::resolveSibling) : problems;
  }

  /** The same problems with paths: of several experiments, two may have trials of one name. */
  private static List<Problem> byPath(List<Problem> problems, Function<String, Path> path) {
    return problems.stream()
        .map(problem -> new Problem(path.apply(problem.where()).toString(), problem.what()))
        .toList();
  }

  /** The names of the experiments, or that of the folder where there are no trials. */
  public String title(Path folder) {
    return runs.isEmpty()
        ? RunLoader.nameOf(folder)
        : runs.stream().map(Run::experiment).distinct().collect(Collectors.joining(", "));
  }

  /** What differs between trials that DL4J's {@code fit} trained, whose numbers depend on it. */
  private static List<Problem> fitDifferences(List<Run> runs) {
    List<Run> byFit =
        runs.stream().filter(run -> !run.provenance().fitEnvironment().isEmpty()).toList();
    Set<String> names = new TreeSet<>();
    byFit.forEach(run -> names.addAll(run.provenance().fitEnvironment().keySet()));
    List<Problem> problems = new ArrayList<>();
    for (String name : names) {
      values(byFit, run -> run.provenance().fitEnvironment().getOrDefault(name, "not set"))
          .map(values -> "differs, and DL4J's fit depends on it: " + values + ".")
          .ifPresent(what -> problems.add(new Problem(name, what)));
    }
    return problems;
  }

  /** Files of one name with other content: the user's own data and weights. */
  private static List<Problem> fileDifferences(List<Run> runs) {
    Map<String, List<Run>> byData =
        runs.stream().collect(groupingBy(Run::dataset, TreeMap::new, toList()));
    byData.remove("synthetic-digits");
    List<Problem> problems = new ArrayList<>();
    for (List<Run> same : byData.values()) {
      Set<String> files = new TreeSet<>();
      same.forEach(run -> files.addAll(run.provenance().dataSha256().keySet()));
      for (String file : files) {
        values(same, run -> StringUtils.left(run.provenance().dataSha256().get(file), 8))
            .map("changed between trials: its SHA-256 begins with %s."::formatted)
            .ifPresent(what -> problems.add(new Problem(file, what)));
      }
    }
    return problems;
  }

  /** Values of trials, each with the first trial that has it; empty if all are the same. */
  private static Optional<String> values(List<Run> runs, Function<Run, String> value) {
    Map<String, String> trials = new TreeMap<>();
    for (Run run : runs) {
      Optional.ofNullable(value.apply(run))
          .ifPresent(v -> trials.putIfAbsent(v, run.experiment() + "/" + run.trial()));
    }
    return Optional.of(
            trials.entrySet().stream()
                .map(entry -> entry.getKey() + " in " + entry.getValue())
                .collect(Collectors.joining(", ")))
        .filter(text -> trials.size() > 1);
  }

  /**
   * The run directories of an experiment, in natural order of their names, or the one given.
   *
   * @param problems gets the folders that are not run directories
   * @throws ConfigException if most of its folders are not run directories
   * @throws RecordException if the folder cannot be listed
   */
  public static List<Path> folders(Path experiment, List<Problem> problems) {
    if (isRun(experiment)) {
      return List.of(experiment);
    }
    Map<Boolean, List<Path>> found =
        directories(experiment).stream().collect(partitioningBy(Runs::isRun));
    List<Path> runs = found.get(true);
    List<Problem> others =
        found.get(false).stream()
            .map(
                folder ->
                    new Problem(
                        RunLoader.nameOf(folder),
                        Files.isExecutable(folder)
                            ? "holds no records of a trial"
                            : "cannot be opened: no permission"))
            .toList();
    if (others.size() > runs.size()) {
      throw new ConfigException(
          "%s is not the folder of an experiment, such as results/quickstart: %d of its %d folders hold no records of a trial, such as %s."
              .formatted(
                  experiment, others.size(), others.size() + runs.size(), others.get(0).where()));
    }
    problems.addAll(others);
    return runs;
  }

  /**
   * The trials of an experiment that nobody has run to the end, by the names that the last {@code
   * bnlab run} left in its folder.
   *
   * @throws RecordException if the folder cannot be listed
   */
  public static Optional<Problem> missing(Path experiment) {
    List<String> all;
    try {
      all = new RunReader(experiment).trials();
    } catch (RecordException e) {
      return Optional.of(new Problem(RunFiles.TRIALS, "is not used: " + e.getMessage() + "."));
    }
    return missing(experiment, all);
  }

  private static boolean isInterrupted(Path run) {
    try {
      return new RunReader(run).status().state() == State.INTERRUPTED;
    } catch (RecordException e) {
      return false; // What is damaged is named where it is read.
    }
  }

  /** Those of the names given that nobody has run to the end: all if there is no such folder. */
  public static Optional<Problem> missing(Path experiment, Collection<String> all) {
    List<Path> run = Files.exists(experiment) ? folders(experiment, new ArrayList<>()) : List.of();
    Set<String> there =
        run.parallelStream()
            .filter(folder -> !isInterrupted(folder))
            .map(folder -> folder.getFileName().toString())
            .filter(name -> !name.startsWith("."))
            .collect(Collectors.toSet());
    List<String> missing = all.stream().filter(name -> !there.contains(name)).toList();
    if (missing.isEmpty()) {
      return Optional.empty();
    }
    String others =
        missing.size() > MOST_NAMED ? " and " + (missing.size() - MOST_NAMED) + " more" : "";
    return Optional.of(
        new Problem(
            RunLoader.nameOf(experiment),
            "misses %d of %d trials, not begun or not finished, which `bnlab run` without --shard runs: %s%s."
                .formatted(
                    missing.size(),
                    all.size(),
                    missing.stream().limit(MOST_NAMED).collect(Collectors.joining(", ")),
                    others)));
  }

  /**
   * Checks that something can be the folder of an experiment.
   *
   * @throws ConfigException if it is not a folder
   */
  public static void requireFolder(Path experiment) {
    if (!Files.isDirectory(experiment)) {
      throw new ConfigException(
          experiment
              + " is not a folder; expected that of an experiment, such as results/quickstart.");
    }
  }

  /** What to throw for a folder without run directories. */
  public static ConfigException noRecords(Path experiment) {
    return new ConfigException(
        experiment + " holds no records of trials; `bnlab run` writes them.");
  }

  static boolean isRun(Path folder) {
    return Stream.of(RunFiles.TRIAL, RunFiles.STATUS)
        .anyMatch(file -> Files.isRegularFile(folder.resolve(file)));
  }

  /** Folders in which run directories are looked for, in natural order of their names. */
  static List<Path> directories(Path experiment) {
    List<Path> folders = subfolders(experiment);
    folders.removeIf(Runs::isSuperseded);
    Map<Path, String> keys = folders.stream().collect(toMap(folder -> folder, Runs::sortKey));
    folders.sort(
        Comparator.<Path, String>comparing(keys::get).thenComparing(Comparator.naturalOrder()));
    return folders;
  }

  /** Those that may be run directories: a large experiment has them one level further down. */
  private static List<Path> subfolders(Path experiment) {
    List<Path> folders = new ArrayList<>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(experiment, Files::isDirectory)) {
      for (Path entry : entries) {
        String name = entry.getFileName().toString();
        if (RunFiles.isPart(name)) {
          folders.addAll(subfolders(entry));
        } else if (!name.equals("figures")) {
          folders.add(entry);
        }
      }
    } catch (DirectoryIteratorException e) {
      throw RecordException.of("Cannot read " + experiment, e.getCause());
    } catch (IOException e) {
      throw RecordException.of("Cannot read " + experiment, e);
    }
    return folders;
  }

  private static Path real(Path folder) {
    try {
      return folder.toRealPath();
    } catch (IOException e) {
      throw RecordException.of("Cannot read " + folder, e);
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

  /** The name with its numbers as texts in the order of their values: their bits are. */
  private static String sortKey(Path folder) {
    return NUMBER
        .matcher(folder.getFileName().toString())
        .replaceAll(
            number ->
                "%016x".formatted(Double.doubleToLongBits(Double.parseDouble(number.group()))));
  }
}
