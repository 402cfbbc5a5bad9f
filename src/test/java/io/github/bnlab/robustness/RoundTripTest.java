package io.github.bnlab.robustness;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.bnlab.config.ExperimentReader;
import io.github.bnlab.config.TrialConfig;
import io.github.bnlab.config.TrialConfig.FloatType;
import io.github.bnlab.config.TrialYaml;
import io.github.bnlab.dataset.DatasetLoader;
import io.github.bnlab.dataset.IdxBytes;
import io.github.bnlab.dataset.ImageSet;
import io.github.bnlab.network.NpyArray;
import io.github.bnlab.network.NpzFile;
import io.github.bnlab.recording.files.RunFiles;
import io.github.bnlab.recording.files.RunJson;
import io.github.bnlab.recording.files.RunReader;
import io.github.bnlab.recording.files.RunStatus;
import io.github.bnlab.recording.files.RunTable;
import io.github.bnlab.rows.Rows.BatchNormRow;
import io.github.bnlab.rows.Rows.MistakeRow;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.AlphaChars;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.NotEmpty;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.StringLength;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import org.apache.commons.io.FileUtils;

/** What is written reads back as it was, bit for bit. */
class RoundTripTest {
  private static Path folder;

  @BeforeContainer
  static void makeFolder() throws IOException {
    folder = Files.createTempDirectory("bnlab-round-trip");
  }

  @AfterContainer
  static void removeFolder() throws IOException {
    FileUtils.deleteDirectory(folder.toFile());
  }

  @Property(tries = 100, seed = "3")
  void idxFilesPlainAndGzipped(
      @ForAll @Size(min = 1, max = 20) List<@IntRange(max = 9) Integer> classes,
      @ForAll byte start,
      @ForAll boolean gzipped)
      throws IOException {
    int count = classes.size();
    byte[] labels = new byte[count];
    for (int i = 0; i < count; i++) {
      labels[i] = classes.get(i).byteValue();
    }
    byte[] pixels = new byte[count * ImageSet.PIXELS];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (byte) (start + i);
    }
    byte[] images = Seeds.bytes(0x803, new int[] {count, ImageSet.SIDE, ImageSet.SIDE}, pixels);
    Path imagesFile = Files.write(folder.resolve("i"), gzipped ? IdxBytes.gzip(images) : images);
    Path labelsFile =
        Files.write(folder.resolve("l"), Seeds.bytes(0x801, new int[] {count}, labels));
    ImageSet read = DatasetLoader.read(imagesFile, labelsFile);
    assertThat(read.pixels()).isEqualTo(pixels);
    assertThat(read.labels()).isEqualTo(labels);
  }

  @Property(tries = 100, seed = "4")
  void arrays(@ForAll @Size(max = 5) List<@Size(max = 12) List<Double>> values) throws IOException {
    Map<String, NpyArray> arrays = new java.util.LinkedHashMap<>();
    for (int i = 0; i < values.size(); i++) {
      double[] flat = values.get(i).stream().mapToDouble(v -> v).toArray();
      boolean even = flat.length % 2 == 0;
      long[] shape = even ? new long[] {flat.length / 2, 2} : new long[] {flat.length};
      arrays.put(i + "/weight", new NpyArray(shape, flat));
    }
    Path file = folder.resolve("a.npz");
    NpzFile.write(Files.newOutputStream(file), arrays, false);
    Map<String, NpyArray> read = NpzFile.read(file);
    assertThat(read.keySet()).containsExactlyElementsOf(arrays.keySet());
    arrays.forEach(
        (key, array) -> {
          assertThat(read.get(key).shape()).isEqualTo(array.shape());
          assertThat(read.get(key).values()).isEqualTo(array.values());
        });
  }

  @Property(tries = 200, seed = "5")
  void overriddenSettings(
      @ForAll("rates") double rate,
      @ForAll long seed,
      @ForAll @IntRange(min = 1) int epochs,
      @ForAll @AlphaChars @StringLength(min = 1, max = 30) String label)
      throws IOException {
    Path yaml = folder.resolve("e.yaml");
    Files.writeString(yaml, "network: BNLeNet\n");
    List<String> overrides =
        List.of(
            "training.learningRate=" + rate,
            "training.seed=" + seed,
            "training.epochs=" + epochs,
            "label=x" + label);
    TrialConfig trial = ExperimentReader.read(yaml, overrides).trials().get(0);
    assertThat(trial.training().learningRate()).isEqualTo(rate);
    assertThat(trial.training().seed()).isEqualTo(seed);
    assertThat(trial.training().epochs()).isEqualTo(epochs);
    assertThat(trial.trial()).isEqualTo("x" + label);
    Files.writeString(yaml, TrialYaml.write(trial));
    assertThat(ExperimentReader.read(yaml, List.of()).trials()).containsExactly(trial);
  }

  @Provide
  Arbitrary<Double> rates() {
    return Arbitraries.doubles().greaterThan(0).map(Math::abs).filter(Double::isFinite);
  }

  @Property(tries = 100, seed = "6")
  void tables(
      @ForAll @IntRange int feature,
      @ForAll double value,
      @ForAll @NotEmpty @CharRange(from = ' ', to = '\ud7ff') String place,
      @ForAll byte[] pixels)
      throws IOException {
    List<BatchNormRow> rows =
        List.of(new BatchNormRow(1, place, feature, value, -value, null, value));
    write(
        RunTable.BATCH_NORM,
        rows.stream().map(row -> RunTable.BATCH_NORM.fields(row, FloatType.DOUBLE)).toList());
    assertThat(new RunReader(folder).rows(RunTable.BATCH_NORM)).isEqualTo(rows);
    byte[] some = pixels.length == 0 ? new byte[1] : pixels;
    MistakeRow mistake = new MistakeRow(1, 2, 3, value, Double.NaN, some);
    write(RunTable.MISTAKES, List.of(RunTable.MISTAKES.fields(mistake, FloatType.DOUBLE)));
    List<MistakeRow> mistakes = new RunReader(folder).rows(RunTable.MISTAKES);
    assertThat(RunTable.MISTAKES.fields(mistakes.get(0), FloatType.DOUBLE))
        .isEqualTo(RunTable.MISTAKES.fields(mistake, FloatType.DOUBLE));
  }

  private static void write(RunTable<?> table, List<List<String>> rows) throws IOException {
    StringWriter text = new StringWriter();
    try (var csv =
        de.siegmar.fastcsv.writer.CsvWriter.builder()
            .lineDelimiter(de.siegmar.fastcsv.writer.LineDelimiter.LF)
            .build(text)) {
      csv.writeRecord(table.columns());
      rows.forEach(csv::writeRecord);
    }
    Files.writeString(folder.resolve(table.file()), text.toString());
  }

  @Property(tries = 100, seed = "7")
  void statuses(
      @ForAll RunStatus.State state,
      @ForAll int step,
      @ForAll String reason,
      @ForAll boolean standIn)
      throws IOException {
    RunStatus status = new RunStatus(1, state, step, 3, reason, "mnist", standIn, "planned");
    Files.writeString(folder.resolve(RunFiles.STATUS), RunJson.write(status));
    assertThat(new RunReader(folder).status()).isEqualTo(status);
  }
}
