package io.github.bnlab.recording.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.bnlab.config.TrialConfig.FloatType;
import io.github.bnlab.recording.files.RunStatus.State;
import io.github.bnlab.rows.Rows.ConfusionRow;
import io.github.bnlab.rows.Rows.EpochRow;
import io.github.bnlab.rows.Rows.HistogramRow;
import io.github.bnlab.rows.Rows.IterationRow;
import io.github.bnlab.rows.Rows.LimitRow;
import io.github.bnlab.rows.Rows.PercentileRow;
import io.github.bnlab.rows.Rows.TimingRow;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The content of each record, and the message for each fault. */
class RecordsTest {
  @TempDir private Path directory;

  private RunReader with(String file, String text) throws IOException {
    Files.writeString(directory.resolve(file), text);
    return new RunReader(directory);
  }

  /** The fields of a row, in order, are the line that stands for it. */
  private <T extends Record> void isLine(RunTable<T> table, T row, FloatType type, String line)
      throws IOException {
    assertThat(String.join(",", table.fields(row, type))).isEqualTo(line);
    RunReader reader = with(table.file(), String.join(",", table.header()) + "\n" + line + "\n");
    assertThat(reader.rows(table)).containsExactly(row);
  }

  @Test
  void linesOfLossesAndTimes() throws IOException {
    IterationRow loss = new IterationRow(7, 2, (double) 0.1f);
    assertThat(String.join(",", RunTable.ITERATIONS.fields(loss, FloatType.FLOAT)))
        .isEqualTo("7,2,0.1");
    IterationRow none = new IterationRow(7, 2, Double.NaN);
    isLine(RunTable.ITERATIONS, none, FloatType.FLOAT, "7,2,NaN");
    TimingRow time = new TimingRow(3, 1.5, 0.25, 400.0);
    isLine(RunTable.TIMING, time, FloatType.DOUBLE, "3,1.5,0.25,400.0");
    assertThat(new RunReader(directory).rows(RunTable.TIMING)).containsExactly(time);
    TimingRow before = new TimingRow(0, 0, 0.25, null);
    isLine(RunTable.TIMING, before, FloatType.DOUBLE, "0,0.0,0.25,");
  }

  /** Accuracies are quotients of whole numbers, doubles whatever the network computes in. */
  @Test
  void linesOfEpochs() {
    EpochRow row = new EpochRow(1, 9, (double) 0.3f, null, 0.1, (double) 0.7f, 0.9, 1 / 3.0);
    assertThat(String.join(",", RunTable.EPOCHS.fields(row, FloatType.FLOAT)))
        .isEqualTo("1,9,0.3,,0.1,0.7,0.9,0.3333333333333333");
  }

  @Test
  void linesOfProbes() throws IOException {
    PercentileRow unit = new PercentileRow(1, 2, "conv1", "3", -1, 0, 0.5);
    isLine(RunTable.ACTIVATIONS, unit, FloatType.FLOAT, "1,2,conv1,3,-1.0,0.0,0.5");
    HistogramRow bin = new HistogramRow(1, "conv1", -0.5, 0.5, 17, "all");
    isLine(RunTable.HISTOGRAMS, bin, FloatType.FLOAT, "1,conv1,-0.5,0.5,17,all");
    ConfusionRow pair = new ConfusionRow(4, 9, 12);
    isLine(RunTable.CONFUSION, pair, FloatType.DOUBLE, "4,9,12");
  }

  @Test
  void aTextThatMayBeEmpty() throws IOException {
    LimitRow limit = new LimitRow("a", null, 2.0, "diverged");
    isLine(RunTable.LIMITS, limit, FloatType.DOUBLE, "a,,2.0,diverged");
  }

  @Test
  void theOriginOfARun() throws IOException {
    Provenance provenance =
        new Provenance(
            "abc",
            Map.of("b", "1", "a", "0"),
            7,
            Map.of("z", "2", "y", "1"),
            "17",
            "o",
            "c",
            "b",
            2,
            Map.of("threads", "2"));
    String json = RunJson.write(provenance);
    assertThat(json).containsSubsequence("\"a\"", "\"b\"", "\"y\"", "\"z\"").endsWith("}\n");
    RunReader reader = with("provenance.json", json);
    assertThat(reader.provenance()).isEqualTo(provenance);
    assertThat(with("provenance.json", "{}").provenance().libraries()).isEmpty();
  }

  @Test
  void limitsOfASetting() throws IOException {
    RunReader reader =
        with(
            "limits.json",
            """
            {"setting":"training.learningRate","low":0.1,"high":10,"tolerance":1.5,
             "variants":[{"variant":"a","seeds":2,"all_trained_at":1,"limit":2.5}]}
            """);
    assertThat(reader.limits())
        .isEqualTo(
            new Limits(
                "training.learningRate",
                0.1,
                10,
                1.5,
                List.of(),
                List.of(new Limits.Variant("a", 2, 1.0, null, 2.5, null))));
  }

  @Test
  void settingsAreReadAsTheyAre() throws IOException {
    assertThat(with("trial.yaml", "name: \u00e4\n").trialYaml()).isEqualTo("name: \u00e4\n");
    char[] most = new char[1 << 20];
    Arrays.fill(most, '#');
    assertThat(with("trial.yaml", new String(most)).trialYaml()).hasSize(1 << 20);
    assertThatThrownBy(with("trial.yaml", new String(most) + "#")::trialYaml)
        .isInstanceOf(RecordException.class)
        .hasMessageContaining("trial.yaml is larger than 1048576 bytes");
  }

  @Test
  void aDataSetHasItsPresentName() throws IOException {
    String status =
        "{'format':1,'status':'finished','reason':'','dataset':'made-up-digits','step_kind':'planned'}";
    assertThat(with("status.json", status.replace('\'', '"')).status().dataset())
        .isEqualTo("synthetic-digits");
  }

  @Test
  void aRunIsWholeWhenItSaysHowItEnded() throws IOException {
    RunReader reader = new RunReader(directory);
    assertThat(reader.exists()).isFalse();
    assertThat(with("status.json", "{}").exists()).isTrue();
    assertThat(Arrays.stream(State.values()).filter(state -> !state.isConclusive()))
        .containsExactly(State.INTERRUPTED, State.FAILED);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "step,epoch%1,1%                   | has the columns [step, epoch]; expected [step, epoch,",
        "step,epoch%                       | has the columns [step, epoch]; expected [step, epoch,",
        "step,step,epoch,training_loss%1,1,1,0.5% | has the columns [step, step, epoch, training",
        "step,epoch,training_loss          | is cut short in its first line; expected [step,",
        "step,epoch,training_loss%1,1,0.5  | , line 2 is cut short",
        "step,epoch,training_loss%1,1,0.5%1,1,0.5 | , line 3 is cut short",
        "step,epoch,training_loss%1,1,0.5%1,1 | , line 3 is cut short",
        "step,epoch,training_loss%1,1,0.5%1,1% | , line 3 has 2 fields; expected 3",
        "step,epoch,training_loss%1,1,0.5%1,1,0.5,1% | , line 3 has 4 fields; expected 3",
        "step,epoch,training_loss%1,1%     | , line 2 has 2 fields; expected 3",
        "step,epoch,training_loss%\"1,1,0.5% | , line 2 has 1 fields; expected 3",
      })
  void aDamagedTableIsToldAsSuch(String text, String message) throws IOException {
    RunReader reader = with("iterations.csv", text.strip().replace('%', '\n'));
    assertThatThrownBy(() -> reader.rows(RunTable.ITERATIONS))
        .isInstanceOf(RecordException.class)
        .hasMessageStartingWith(directory.resolve("iterations.csv") + message(message));
  }

  /** Spaces at the ends of a field are lost. */
  private static String message(String text) {
    return text.startsWith(",") ? text : " " + text;
  }

  @Test
  void aTableWithoutLinesHasNoRows() throws IOException {
    assertThat(with("iterations.csv", "step,epoch,training_loss\n").rows(RunTable.ITERATIONS))
        .isEmpty();
  }

  @Test
  void faultsOfTheFileSystemAreTold() throws IOException {
    assertThat(RecordException.of("Cannot write x", new NoSuchFileException("x/y")))
        .hasMessage("Cannot write x: x/y does not exist");
    assertThat(RecordException.of("Cannot write x", new AccessDeniedException("x/y")))
        .hasMessage("Cannot write x: no permission for x/y");
    assertThat(RecordException.of("Cannot write x", new FileAlreadyExistsException("x/y")))
        .hasMessage("Cannot write x: x/y is not a folder");
    Path file = Files.createFile(directory.resolve("file"));
    assertThatThrownBy(() -> Files.createFile(file.resolve("b/c")))
        .isInstanceOfSatisfying(
            IOException.class,
            e ->
                assertThat(RecordException.of("Cannot write x", e))
                    .hasMessage("Cannot write x: " + file + " is not a folder"));
    IOException full = new IOException("No space left on device");
    assertThat(RecordException.of("Cannot write x", full))
        .hasMessage("Cannot write x: No space left on device")
        .hasCause(full);
    assertThat(RecordException.of("Cannot write x", new EOFException()))
        .hasMessage("Cannot write x: java.io.EOFException");
    assertThatThrownBy(new RunReader(directory)::trialYaml)
        .isInstanceOf(RecordException.class)
        .hasMessageEndingWith("trial.yaml does not exist");
  }
}
