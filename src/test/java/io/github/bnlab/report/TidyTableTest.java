package io.github.bnlab.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.bnlab.config.ConfigException;
import io.github.bnlab.report.runs.Problem;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TidyTableTest {
  @TempDir private Path experiment;

  private Path plain;
  private Path normalized;
  private List<Problem> problems;

  @BeforeEach
  void writeTrials() throws IOException {
    plain =
        trial(
            "plain-2",
            "{implementation: none, convention: d2l}",
            "step,epoch,training_loss\n1,1,2.5\n2,1,NaN\n",
            "epoch,step,training_loss,validation_loss,validation_accuracy,test_loss,test_accuracy\n"
                + "0,0,,,,2.3,0.1\n1,2,2.25,,,0.125,0.7\n");
    normalized =
        trial(
            "norm-10",
            "{implementation: custom, convention: d2l}",
            "step,epoch,training_loss\n1,1,2.5\n",
            "epoch,step,training_loss,validation_loss,validation_accuracy,test_loss,test_accuracy\n");
    Files.writeString(
        plain.resolve("timing.csv"),
        "epoch,training_seconds,evaluation_seconds,training_samples_per_second\n1,2.0,0.5,\n");
    Files.writeString(
        plain.resolve("gradients.csv"),
        "epoch,step,layer,gradient_norm,parameter_norm\n1,2,conv1,0.1,3.0\n");
    Files.writeString(
        plain.resolve("shift.csv"),
        "epoch,step,layer,mean_drift,variance_drift,gradient_shift,gradient_cosine\n"
            + "1,2,conv2,0.25,0.5,0.75,-0.5\n1,2,output,0.125,1.0,,\n");
  }

  private Path trial(String name, String norm, String iterations, String epochs)
      throws IOException {
    Path folder = Files.createDirectory(experiment.resolve(name));
    Files.writeString(
        folder.resolve("trial.yaml"),
        "name: tiny\nlabel: %s\nbackend: cpu\ndataType: float\nbatchNorm: %s\ntraining: {seed: %s}\n"
            .formatted(name, norm, name.replaceAll("\\D", "")));
    Files.writeString(folder.resolve("iterations.csv"), iterations);
    Files.writeString(folder.resolve("epochs.csv"), epochs);
    return folder;
  }

  private List<String> lines(Path folder) throws IOException {
    StringWriter out = new StringWriter();
    problems = TidyTable.write(folder, out);
    assertThat(out.toString()).endsWith("\n").doesNotContain("\r");
    return out.toString().lines().toList();
  }

  @Test
  void aRowIsATrialAStepAndAMetric() throws IOException {
    assertThat(lines(experiment))
        .containsExactly(
            "trial,batchNorm.implementation,seed,step,epoch,metric,value",
            "norm-10,custom,10,1,1,batch_loss,2.5",
            "plain-2,none,2,1,1,batch_loss,2.5",
            "plain-2,none,2,2,1,batch_loss,NaN",
            "plain-2,none,2,0,0,test_loss,2.3",
            "plain-2,none,2,0,0,test_accuracy,0.1",
            "plain-2,none,2,2,1,training_loss,2.25",
            "plain-2,none,2,2,1,test_loss,0.125",
            "plain-2,none,2,2,1,test_accuracy,0.7",
            "plain-2,none,2,2,1,training_seconds,2.0",
            "plain-2,none,2,2,1,evaluation_seconds,0.5",
            "plain-2,none,2,2,1,gradient_norm.conv1,0.1",
            "plain-2,none,2,2,1,parameter_norm.conv1,3.0",
            "plain-2,none,2,2,1,mean_drift.conv2,0.25",
            "plain-2,none,2,2,1,variance_drift.conv2,0.5",
            "plain-2,none,2,2,1,gradient_shift.conv2,0.75",
            "plain-2,none,2,2,1,gradient_cosine.conv2,-0.5",
            "plain-2,none,2,2,1,mean_drift.output,0.125",
            "plain-2,none,2,2,1,variance_drift.output,1.0");
    assertThat(problems).isEmpty();
  }

  @Test
  void oneTrialHasNoSettingsThatDiffer() throws IOException {
    assertThat(lines(normalized))
        .containsExactly("trial,seed,step,epoch,metric,value", "norm-10,10,1,1,batch_loss,2.5");
  }

  @Test
  void whatIsBeforeAFaultIsUsedAndTheFaultIsSaidOnce() throws IOException {
    Files.writeString(
        plain.resolve("epochs.csv"), Files.readString(plain.resolve("epochs.csv")) + "2,4,x,,,,\n");
    assertThat(lines(experiment)).hasSize(19);
    assertThat(problems)
        .singleElement()
        .asString()
        .contains("plain-2/epochs.csv", "line 4", "2 rows");
  }

  @Test
  void theTableIsThatOfTheReportsTrials() throws IOException {
    Path swept = experiment.resolve("swept");
    MadeUpRuns runs = new MadeUpRuns(swept).length(3, 5);
    runs.finished("custom", 1, 0.5);
    runs.finished("custom", 2);
    runs.diverged("none", 1, 7);
    List<String> lines = lines(swept);
    assertThat(lines.get(0))
        .isEqualTo(
            "trial,batchNorm.implementation,training.learningRate,seed,step,epoch,metric,value");
    assertThat(lines.stream().filter(line -> line.contains(",batch_loss,"))).hasSize(15 + 15 + 7);
  }

  @Test
  void aFolderWithoutTrialsIsRefused() throws IOException {
    Path empty = Files.createDirectory(experiment.resolve("empty"));
    assertThatThrownBy(() -> TidyTable.write(empty, new StringWriter()))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining(empty.toString());
  }
}
