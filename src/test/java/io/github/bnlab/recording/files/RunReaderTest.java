package io.github.bnlab.recording.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.bnlab.Unreadable;
import io.github.bnlab.config.TrialConfig.FloatType;
import io.github.bnlab.recording.files.RunStatus.State;
import io.github.bnlab.rows.Rows.EpochRow;
import io.github.bnlab.rows.Rows.GradientRow;
import io.github.bnlab.rows.Rows.IterationRow;
import io.github.bnlab.rows.Rows.LandscapeRow;
import io.github.bnlab.rows.Rows.LimitRow;
import io.github.bnlab.rows.Rows.RangeRow;
import io.github.bnlab.rows.Rows.RobustnessRow;
import io.github.bnlab.rows.Rows.ShiftRow;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RunReaderTest {
  private static final String STATUS =
      """
      {"format":1,"status":"diverged","step":7,"epoch":1,"reason":"r","dataset":"mnist",\
      "stand_in":true,"step_kind":"planned","further":[1]}
      """;

  @TempDir private Path directory;

  private RunReader with(String file, String text) throws IOException {
    Files.writeString(directory.resolve(file), text);
    return new RunReader(directory);
  }

  @Test
  void columnsAndFieldsOfLaterVersionsArePassedOver() throws IOException {
    RunReader reader =
        with("iterations.csv", "step,further,epoch,training_loss\n1,x,1,NaN\n2,y,1,Infinity\n");
    assertThat(reader.rows(RunTable.ITERATIONS))
        .containsExactly(
            new IterationRow(1, 1, Double.NaN), new IterationRow(2, 1, Double.POSITIVE_INFINITY));
    assertThat(with("status.json", STATUS).status())
        .isEqualTo(new RunStatus(1, State.DIVERGED, 7, 1, "r", "mnist", true, "planned"));
    assertThat(reader.rows(RunTable.BATCH_NORM)).isEmpty();
  }

  @Test
  void epochsWithAndWithoutTheColumnOfTrainingAccuracy() throws IOException {
    String old = String.join(",", RunTable.EPOCHS.columns());
    assertThat(with("epochs.csv", old + "\n1,2,0.5,,,0.75,0.25\n").rows(RunTable.EPOCHS))
        .containsExactly(new EpochRow(1, 2, 0.5, null, null, 0.75, 0.25, null));
    assertThat(
            with("epochs.csv", old + ",training_accuracy\n1,2,0.5,,,0.75,0.25,0.5\n")
                .rows(RunTable.EPOCHS))
        .containsExactly(new EpochRow(1, 2, 0.5, null, null, 0.75, 0.25, 0.5));
  }

  @Test
  void rowsOfMeasuresReadBackAsTheyWereWritten() throws IOException {
    GradientRow gradient = new GradientRow(1, 5, "conv1", 0.1, Double.NaN);
    roundTrip(RunTable.GRADIENTS, gradient);
    LandscapeRow point = new LandscapeRow(1, 5, 0, 2.3, 0, null);
    roundTrip(RunTable.LANDSCAPE, point);
    ShiftRow shift = new ShiftRow(2, 9, "dense1", 0.5, 1e-7, null, -0.25);
    roundTrip(RunTable.SHIFT, shift);
    RobustnessRow robust = new RobustnessRow("fgsm", 0.1, 1000, 3.5, 0.125);
    roundTrip(RunTable.ROBUSTNESS, robust);
    RangeRow range = new RangeRow("a, b", 3, 1e-5, Double.POSITIVE_INFINITY, null);
    roundTrip(RunTable.RANGE, range);
    LimitRow limit = new LimitRow("a", 1.5, null, "");
    roundTrip(RunTable.LIMITS, limit);
  }

  private <T extends Record> void roundTrip(RunTable<T> table, T row) throws IOException {
    List<String> fields = table.fields(row, FloatType.DOUBLE);
    String line = fields.stream().map(field -> '"' + field + '"').collect(Collectors.joining(","));
    RunReader reader = with(table.file(), String.join(",", table.columns()) + "\n" + line + "\n");
    assertThat(reader.rows(table)).containsExactly(row);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "1,1,abc           | training_loss is 'abc'; expected a number",
        "1,1,1d            | training_loss is '1d'; expected a number",
        "1,1,              | training_loss is empty; is the file cut short?",
        "-1,1,0.5          | step is '-1'; expected a whole number of at least 0",
        "1.0,1,0.5         | step is '1.0'; expected a whole number of at least 0",
        "99999999999,1,0.5 | step is '99999999999'; expected a whole number of at least 0",
      })
  void aWrongFieldIsNamedWithFileAndLine(String line, String message) throws IOException {
    RunReader reader = with("iterations.csv", "step,epoch,training_loss\n1,1,0.5\n" + line + "\n");
    assertThatThrownBy(() -> reader.rows(RunTable.ITERATIONS))
        .isInstanceOf(RecordException.class)
        .hasMessage(directory.resolve("iterations.csv") + ", line 3: " + message);
  }

  /** As a process that writes it leaves it at any moment. */
  @Test
  void aTableThatGrowsEndsAtItsLastLineFeed() throws IOException {
    String whole = "step,epoch,training_loss\n1,1,0.5\n2,1,0.25\n";
    List<IterationRow> all = List.of(new IterationRow(1, 1, 0.5), new IterationRow(2, 1, 0.25));
    RunReader reader = new RunReader(directory, true);
    assertThat(reader.rows(RunTable.ITERATIONS)).isEmpty();
    for (int length = 0; length <= whole.length(); length++) {
      with("iterations.csv", whole.substring(0, length));
      List<IterationRow> rows = reader.rows(RunTable.ITERATIONS);
      long lineFeeds = whole.substring(0, length).chars().filter(c -> c == '\n').count();
      assertThat(rows).hasSize((int) Math.max(0, lineFeeds - 1));
      assertThat(rows).isEqualTo(all.subList(0, rows.size()));
    }
    with("iterations.csv", "step,epoch\n1,1\n2,");
    assertThatThrownBy(() -> reader.rows(RunTable.ITERATIONS))
        .hasMessageContaining("has the columns [step, epoch]");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{",
        "null",
        "[]",
        "{}",
        "{\"format\":2,\"status\":\"finished\",\"reason\":\"\",\"dataset\":\"\",\"step_kind\":\"\"}",
        "{\"format\":1,\"status\":\"done\",\"reason\":\"\",\"dataset\":\"\",\"step_kind\":\"\"}",
        "{\"format\":1,\"status\":\"finished\",\"step\":\"x\"}",
        "{\"format\":1,\"status\":\"finished\"} trailing",
      })
  void aDamagedStatusIsRefused(String text) throws IOException {
    assertThatThrownBy(with("status.json", text)::status)
        .isInstanceOf(RecordException.class)
        .hasMessageStartingWith("Cannot read " + directory.resolve("status.json"));
  }

  @Test
  void aFaultIsToldOnceWithItsReason() throws IOException {
    Path file = directory.resolve("status.json");
    assertThatThrownBy(new RunReader(directory)::status)
        .isInstanceOf(RecordException.class)
        .hasMessage("Cannot read %1$s: %1$s does not exist".formatted(file));
    Files.createDirectory(file);
    assertThatThrownBy(new RunReader(directory)::status)
        .isInstanceOf(RecordException.class)
        .hasMessage(file + " is not a file");
  }

  @ParameterizedTest
  @ValueSource(strings = {"status.json", "iterations.csv"})
  void aMissingPermissionIsTold(String name) throws IOException {
    RunReader reader = with(name, "");
    Path file = Unreadable.make(directory.resolve(name));
    assertThatThrownBy(
            name.equals("status.json") ? reader::status : () -> reader.rows(RunTable.ITERATIONS))
        .isInstanceOfSatisfying(RecordException.class, e -> assertThat(e.isDenied()).isTrue())
        .hasMessage("Cannot read %1$s: no permission for %1$s".formatted(file));
  }

  @Test
  void numbersReadBackExactlyWhateverTheLocale() {
    Locale before = Locale.getDefault();
    Locale.setDefault(Locale.GERMANY);
    try {
      assertThat(RunTable.text((double) 0.1f, FloatType.FLOAT)).isEqualTo("0.1");
      assertThat(RunTable.text((double) 0.1f, FloatType.DOUBLE)).isEqualTo("0.10000000149011612");
      assertThat(RunTable.text(1234567.5, FloatType.DOUBLE)).isEqualTo("1234567.5");
      assertThat(RunTable.text(Double.NEGATIVE_INFINITY, FloatType.DOUBLE)).isEqualTo("-Infinity");
    } finally {
      Locale.setDefault(before);
    }
  }
}
