package io.github.bnlab.report.runs;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toList;

import io.github.bnlab.config.ConfigException;
import io.github.bnlab.config.ExperimentReader;
import io.github.bnlab.config.TrialYaml;
import io.github.bnlab.recording.files.Limits;
import io.github.bnlab.recording.files.RecordException;
import io.github.bnlab.recording.files.RunFiles;
import io.github.bnlab.recording.files.RunPlan;
import io.github.bnlab.recording.files.RunReader;
import io.github.bnlab.recording.files.RunStatus;
import io.github.bnlab.recording.files.RunTable;
import io.github.bnlab.report.runs.Run.Histogram;
import io.github.bnlab.report.runs.Run.LossCurve;
import io.github.bnlab.report.runs.Run.PercentileTrack;
import io.github.bnlab.rows.Rows.ConfusionRow;
import io.github.bnlab.rows.Rows.EpochRow;
import io.github.bnlab.rows.Rows.HistogramRow;
import io.github.bnlab.rows.Rows.IterationRow;
import io.github.bnlab.rows.Rows.MistakeRow;
import io.github.bnlab.rows.Rows.PercentileRow;
import io.github.bnlab.rows.Rows.RangeRow;
import io.github.bnlab.rows.Rows.TimingRow;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.ToIntFunction;
import java.util.stream.DoubleStream;

/** Reads one run directory, or the folder of an experiment, as far as it is valid. */
public final class RunLoader {
  private static final int CLASSES = 10;

  private final Path folder;
  private final RunPlan.Trial planned;
  private final RunReader reader;
  private final List<Problem> problems = new ArrayList<>();
  private RunStatus status;

  /** Of a folder; reads nothing yet. */
  public RunLoader(Path folder) {
    this(folder, null);
  }

  /**
   * Of a folder that may be growing.
   *
   * @param planned what the process that writes it says of the trial; null if none does
   */
  RunLoader(Path folder, RunPlan.Trial planned) {
    this.folder = folder;
    this.planned = planned;
    this.reader = new RunReader(folder, planned != null);
  }

  /** The folder that is read. */
  public Path folder() {
    return folder;
  }

  /** What could not be read so far. */
  public List<Problem> problems() {
    return problems;
  }

  Run run() {
    Map<String, String> settings = settings();
    status = status();
    Run run = run(settings);
    boolean isNamed =
        problems.stream().anyMatch(p -> p.where().equals(where(RunTable.EPOCHS.file())));
    if (run.isOver() && !run.diverged() && !run.isEvaluatedAtEnd() && !isNamed) {
      add(RunTable.EPOCHS.file(), "lacks the evaluation after the last step" + remedy() + ".");
    }
    return run;
  }

  private Run run(Map<String, String> settings) {
    return new Run(
        folder,
        settings.getOrDefault("name", experiment(folder)),
        trial(folder),
        settings,
        planned,
        status,
        losses(),
        inOrder(RunTable.EPOCHS, "epoch", EpochRow::epoch, RunLoader::requireTrainingLoss),
        samplesPerSecond(),
        normLayers(),
        percentiles(),
        histograms(),
        confusion(),
        mistakes(),
        new Run.Measures(
            rows(RunTable.GRADIENTS),
            rows(RunTable.LANDSCAPE),
            rows(RunTable.SHIFT),
            rows(RunTable.ROBUSTNESS)),
        json(RunFiles.PROVENANCE, reader::provenance, null));
  }

  /** Effective settings by dotted key; empty if they cannot be read. */
  public Map<String, String> settings() {
    return json(RunFiles.TRIAL, this::flatSettings, Map.of());
  }

  private Map<String, String> flatSettings() {
    try {
      String recorded = reader.trialYaml();
      String yaml = ExperimentReader.current(recorded);
      Map<String, String> settings =
          TrialYaml.flat(folder.resolve(RunFiles.TRIAL).toString(), yaml);
      require(recorded.endsWith("\n"), "is cut short");
      return settings;
    } catch (ConfigException e) {
      throw new RecordException(e.getMessage(), e);
    }
  }

  /** Normalization layers, first to last. */
  public List<NormLayer> normLayers() {
    return NormLayer.of(rows(RunTable.BATCH_NORM));
  }

  /** Distributions of the inputs of activation functions, in order of the file. */
  public List<Histogram> histograms() {
    List<HistogramRow> all =
        rows(
            RunTable.HISTOGRAMS,
            row ->
                require(row.low() < row.high(), "a bin from " + row.low() + " to " + row.high()));
    return by(all, row -> List.of(row.epoch(), row.layer(), unit(row))).stream()
        .map(
            bins ->
                new Histogram(
                    bins.get(0).epoch(),
                    bins.get(0).layer(),
                    unit(bins.get(0)),
                    DoubleStream.concat(
                            bins.stream().mapToDouble(HistogramRow::low),
                            DoubleStream.of(bins.get(bins.size() - 1).high()))
                        .toArray(),
                    bins.stream().mapToLong(HistogramRow::count).toArray()))
        .toList();
  }

  /** Tables of older versions have all units alone. */
  private static String unit(HistogramRow row) {
    return row.unit().isEmpty() ? PercentileRow.ALL_UNITS : row.unit();
  }

  private List<PercentileTrack> percentiles() {
    return by(rows(RunTable.ACTIVATIONS), row -> List.of(row.layer(), row.unit())).stream()
        .map(
            rows ->
                new PercentileTrack(
                    rows.get(0).layer(),
                    rows.get(0).unit(),
                    rows.stream().mapToInt(PercentileRow::step).toArray(),
                    rows.stream().mapToDouble(PercentileRow::p15).toArray(),
                    rows.stream().mapToDouble(PercentileRow::p50).toArray(),
                    rows.stream().mapToDouble(PercentileRow::p85).toArray()))
        .toList();
  }

  private long[][] confusion() {
    List<ConfusionRow> rows =
        rows(RunTable.CONFUSION, row -> requireClasses(row.label(), row.predicted()));
    long[][] counts = new long[CLASSES][CLASSES];
    rows.forEach(row -> counts[row.label()][row.predicted()] = row.count());
    return rows.isEmpty() ? null : counts;
  }

  private List<MistakeRow> mistakes() {
    return rows(
        RunTable.MISTAKES,
        row -> {
          int pixels = row.pixels().length;
          int side = (int) Math.round(Math.sqrt(pixels));
          require(
              side * side == pixels, "an image of " + pixels + " pixels, which is not a square");
          requireClasses(row.label(), row.predicted());
        });
  }

  private static void requireClasses(int... classes) {
    for (int value : classes) {
      require(value < CLASSES, "class " + value + " of " + CLASSES);
    }
  }

  private static void require(boolean valid, String otherwise) {
    if (!valid) {
      throw new RecordException(otherwise);
    }
  }

  /** Rows by a key, in order of the first ones. */
  static <T> Collection<List<T>> by(List<T> rows, Function<T, ?> key) {
    return rows.stream().collect(groupingBy(key, LinkedHashMap::new, toList())).values();
  }

  /** How it ended, or null if that is not recorded. */
  public RunStatus status() {
    return json(RunFiles.STATUS, reader::status, null);
  }

  /** What searches left here, if this is the folder of an experiment; possibly nothing. */
  Optional<Runs.Search> search() {
    boolean any = Files.exists(folder.resolve(RunFiles.LIMITS_SUMMARY));
    Limits limits = any ? json(RunFiles.LIMITS_SUMMARY, reader::limits, null) : null;
    List<RangeRow> range = rows(RunTable.RANGE);
    return limits == null && range.isEmpty()
        ? Optional.empty()
        : Optional.of(new Runs.Search(folder, limits, range));
  }

  /** The name of a folder; the root of a file system has none, and is called as it is written. */
  public static String nameOf(Path folder) {
    Path whole = folder.toAbsolutePath().normalize();
    return whole.getFileName() == null ? whole.toString() : whole.getFileName().toString();
  }

  /** The name of the trial whose run directory this is, whole or not. */
  public static String trial(Path folder) {
    String name = nameOf(folder);
    return RunFiles.trialOfPartial(name).orElse(name);
  }

  /** The name of the folder of the experiment to which a run directory belongs. */
  public static String experiment(Path run) {
    return nameOf(experimentFolder(run));
  }

  static Path experimentFolder(Path run) {
    Path parent = run.toAbsolutePath().normalize().getParent();
    return RunFiles.isPart(nameOf(parent)) ? parent.getParent() : parent;
  }

  private <T> T json(String file, Supplier<T> read, T otherwise) {
    if (!Files.exists(folder.resolve(file))) {
      if (planned == null) {
        add(file, missing(file));
      }
      return otherwise;
    }
    try {
      return read.get();
    } catch (RecordException e) {
      add(file, reason(file, e) + (file.equals(RunFiles.STATUS) ? remedy(e) : "") + ".");
      return otherwise;
    }
  }

  private String missing(String file) {
    return !file.equals(RunFiles.STATUS)
        ? "is missing."
        : isPartial()
            ? "is not there yet: the trial is still running, or was cut off."
            : "is missing: how the trial ended is not known.";
  }

  /** The fault without the path, which the problem names already. */
  private String reason(String file, RecordException e) {
    String path = folder.resolve(file).toString();
    String message = e.getMessage().replace("Cannot read " + path + ": ", "cannot be read: ");
    if (message.startsWith(path)) {
      message = message.substring(path.length()).replaceFirst("^[:,] ?", "").strip();
    }
    return message;
  }

  private String remedy(RecordException e) {
    return e.isDenied() ? "" : remedy();
  }

  private String remedy() {
    return planned == null && Runs.isRun(folder) && !isPartial()
        ? "; to run the trial again, delete its folder and repeat the command that ran it"
        : "";
  }

  /** Whether the trial is still running, or continues when its command is repeated. */
  private boolean isPartial() {
    return RunFiles.trialOfPartial(nameOf(folder)).isPresent();
  }

  private String where(String file) {
    return nameOf(folder) + "/" + file;
  }

  private void add(String file, String what) {
    problems.add(new Problem(where(file), what));
  }

  /** All rows of a table before the first one that is not valid, passed on one by one. */
  public <T extends Record> void each(RunTable<T> table, Consumer<T> sink) {
    int[] rows = {0};
    try {
      reader.each(
          table,
          row -> {
            sink.accept(row);
            rows[0]++;
          });
    } catch (RecordException e) {
      add(
          table.file(),
          "%s. The %d rows before are used%s."
              .formatted(reason(table.file(), e), rows[0], remedy(e)));
    }
  }

  /** All rows of a table before the first one that is not valid. */
  public <T extends Record> List<T> rows(RunTable<T> table) {
    return rows(table, row -> {});
  }

  /**
   * All rows of a table before the first one that is not valid.
   *
   * @param check throws {@link RecordException} for a row that is not
   */
  <T extends Record> List<T> rows(RunTable<T> table, Consumer<T> check) {
    List<T> rows = new ArrayList<>();
    each(
        table,
        row -> {
          check.accept(row);
          rows.add(row);
        });
    return rows;
  }

  private LossCurve losses() {
    List<IterationRow> rows = inOrder(RunTable.ITERATIONS, "step", IterationRow::step, row -> {});
    return new LossCurve(
        rows.stream().mapToInt(IterationRow::step).toArray(),
        rows.stream().mapToDouble(IterationRow::trainingLoss).toArray());
  }

  /** The rows of a table that a trial must have, as far as a number increases from row to row. */
  private <T extends Record> List<T> inOrder(
      RunTable<T> table, String column, ToIntFunction<T> number, Consumer<T> check) {
    // What was lost with its process may have no curves; the status says so.
    boolean lost = status != null && !status.state().isConclusive();
    if (planned == null && !lost && !Files.exists(folder.resolve(table.file()))) {
      add(table.file(), "is missing" + remedy() + ".");
    }
    int[] last = {-1};
    return rows(
        table,
        row -> {
          int now = number.applyAsInt(row);
          require(now > last[0], column + " " + now + " comes after " + last[0]);
          last[0] = now;
          check.accept(row);
        });
  }

  private static void requireTrainingLoss(EpochRow row) {
    require(
        row.epoch() == 0 || row.trainingLoss() != null,
        "training_loss of epoch " + row.epoch() + " is empty");
  }

  private Double samplesPerSecond() {
    double rate = TimingRow.samplesPerSecond(rows(RunTable.TIMING));
    return rate > 0 && Double.isFinite(rate) ? (Double) rate : null;
  }
}
