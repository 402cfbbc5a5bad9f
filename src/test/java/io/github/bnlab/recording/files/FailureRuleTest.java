package io.github.bnlab.recording.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.bnlab.config.ConfigException;
import io.github.bnlab.recording.files.RunStatus.State;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FailureRuleTest {
  @TempDir private Path run;

  /** A run of one step with a loss of 2. */
  private RunReader run(double lastLoss, double accuracy) throws IOException {
    return run(
        State.FINISHED,
        List.of("1,1,2.0"),
        List.of("0,0,,,,,,", "1,1," + lastLoss + ",,,1.0," + accuracy + ","));
  }

  private RunReader run(State state, List<String> steps, List<String> epochs) throws IOException {
    write(RunTable.ITERATIONS, steps);
    write(RunTable.EPOCHS, epochs);
    int last = steps.size();
    RunStatus status =
        new RunStatus(RunFiles.FORMAT, state, last, 1, "why", "mnist", false, "dl4j");
    Files.writeString(run.resolve(RunFiles.STATUS), RunJson.write(status));
    return new RunReader(run);
  }

  private void write(RunTable<?> table, List<String> lines) throws IOException {
    Files.writeString(
        run.resolve(table.file()),
        String.join(",", table.header()) + "\n" + String.join("\n", lines) + "\n");
  }

  @Test
  void eachConditionFailsByItself() throws IOException {
    assertThat(FailureRule.DEFAULT.failure(run(1.5, 0.5))).isEmpty();
    assertThat(FailureRule.DEFAULT.failure(run(2.5, 0.5)))
        .hasValue("loss 2.5000, above 2.0000 at its start");
    assertThat(FailureRule.DEFAULT.failure(run(1.5, 0.15))).hasValue("accuracy 0.1500, at chance");
    assertThat(FailureRule.DEFAULT.failure(run(State.DIVERGED, List.of(), List.of())))
        .hasValue("why");
  }

  @Test
  void conditionsThatAreLeftOutFailNothing() throws IOException {
    FailureRule none = new FailureRule(false, 0);
    assertThat(none.failure(run(2.5, 0))).isEmpty();
    assertThat(none.conditions()).containsExactly("the loss is NaN or infinite");
    assertThat(new FailureRule(false, 0.7).conditions())
        .element(1)
        .isEqualTo(
            "the accuracy after the last epoch is at most 7% (0.7 times chance among 10 classes)");
  }

  @Test
  void aTrainingWithoutAStepIsNotJudged() throws IOException {
    RunReader nothing = run(State.TIME_BUDGET, List.of(), List.of("0,0,,,,2.5,0.1,"));
    assertThatThrownBy(() -> FailureRule.DEFAULT.failure(nothing))
        .isInstanceOf(ConfigException.class)
        .hasMessageEndingWith("no step was taken; give training.timeBudget more seconds, or 0");
  }

  /** An earlier accuracy, or none, must not stand for that at the end. */
  @ParameterizedTest
  @ValueSource(strings = {"1,1,,,,1.0,0.5,", "0,0,,,,2.5,0.1,", ""})
  void aTrainingWhoseLastEvaluationIsCutOffIsNotJudged(String last) throws IOException {
    for (State state : List.of(State.FINISHED, State.TIME_BUDGET)) {
      RunReader cut = run(state, List.of("1,1,2.0"), last.isEmpty() ? List.of() : List.of(last));
      assertThatThrownBy(() -> FailureRule.DEFAULT.failure(cut))
          .isInstanceOf(RecordException.class)
          .hasMessage(
              run.resolve("epochs.csv")
                  + " is missing or cut short: it has no training loss at the last step");
    }
  }

  @Test
  void aTrainingWithoutItsLossesIsNotJudged() throws IOException {
    RunReader cut = run(State.TIME_BUDGET, List.of("1,1,2.0"), List.of("1,1,1.0,,,1.0,0.5,"));
    Files.delete(run.resolve("iterations.csv"));
    assertThatThrownBy(() -> FailureRule.DEFAULT.failure(cut))
        .isInstanceOf(RecordException.class)
        .hasMessage(run.resolve("iterations.csv") + " is missing or cut short: it has no step");
  }
}
