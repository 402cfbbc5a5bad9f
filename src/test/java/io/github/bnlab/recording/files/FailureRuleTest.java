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
    RunStatus status = new RunStatus(RunFiles.FORMAT, state, 1, 1, "why", "mnist", false, "dl4j");
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
  }

  @Test
  void aTrainingWithoutAStepIsNotJudged() throws IOException {
    RunReader nothing = run(State.TIME_BUDGET, List.of(), List.of("0,0,,,,2.5,0.1,"));
    assertThatThrownBy(() -> FailureRule.DEFAULT.failure(nothing))
        .isInstanceOf(ConfigException.class)
        .hasMessageEndingWith("no step was taken; give training.timeBudget more seconds, or 0");
  }
}
