package io.github.bnlab.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.bnlab.config.ConfigException;
import io.github.bnlab.experiment.Shard;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import picocli.CommandLine;

/** {@code --shard}, and the manifest and the script of docs/cluster.md that use it. */
class ShardOptionTest {
  private static final String SLURM = "SLURM_ARRAY_TASK_";

  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  private Shard chosen(Map<String, String> environment, String... arguments) {
    ShardOption option = new ShardOption();
    new CommandLine(CommandLine.Model.CommandSpec.forAnnotatedObject(option)).parseArgs(arguments);
    PrintStream stream = new PrintStream(err, true, StandardCharsets.UTF_8);
    return option.chosen(environment, new Terminal(stream, stream, false, false, 80, false));
  }

  private static Map<String, String> slurm(String id, String count, String least, String step) {
    return Map.of(
        SLURM + "ID", id, SLURM + "COUNT", count, SLURM + "MIN", least, SLURM + "STEP", step);
  }

  @Test
  void withoutTheOptionAllTrialsAreRun() {
    assertThat(chosen(Map.of())).isEqualTo(Shard.WHOLE);
    assertThat(err.toString(StandardCharsets.UTF_8)).isEmpty();
  }

  @Test
  void aTaskOfASlurmArrayRunsItsShardAndSaysSo() {
    assertThat(chosen(slurm("3", "8", "1", "1"))).isEqualTo(new Shard(3, 8));
    assertThat(err.toString(StandardCharsets.UTF_8))
        .contains("bnlab: shard 3/8, a task of a Slurm job array; --shard 1/1 runs all trials.");
    assertThat(chosen(slurm("0", "4", "0", "1"))).isEqualTo(new Shard(1, 4));
    assertThat(chosen(slurm("30", "4", "0", "10"))).isEqualTo(new Shard(4, 4));
    assertThat(chosen(slurm("3", "8", "1", "1"), "--shard", "1/1")).isEqualTo(Shard.WHOLE);
  }

  @Test
  void otherNumbersOfTasksAreRefused() {
    assertThatThrownBy(() -> chosen(slurm("7", "2", "3", "1")))
        .isInstanceOf(ConfigException.class)
        .hasMessage(
            "SLURM_ARRAY_TASK_ID is 7, not one of 2 evenly spaced numbers; give --shard I/N");
    assertThatThrownBy(() -> chosen(slurm("5", "3", "0", "4"))).isInstanceOf(ConfigException.class);
    assertThatThrownBy(() -> chosen(Map.of(SLURM + "ID", "1")))
        .isInstanceOf(ConfigException.class)
        .hasMessage("SLURM_ARRAY_TASK_COUNT is ''; expected a number; give --shard I/N");
  }

  @Test
  void whatIsNoShardIsRefused() {
    for (String shard : List.of("3", "a/b", "1/2/3", "-1/2", "1 / 2", "9999999/9999999")) {
      assertThatThrownBy(() -> chosen(Map.of(), "--shard=" + shard))
          .isInstanceOf(ConfigException.class)
          .hasMessage("--shard is " + shard + "; expected I/N, such as 2/8");
    }
    for (String shard : List.of("0/2", "3/2", "0/0")) {
      assertThatThrownBy(() -> chosen(Map.of(), "--shard=" + shard))
          .isInstanceOf(ConfigException.class)
          .hasMessageContaining("expected I/N with I from 1 to N");
    }
  }

  @Test
  void theManifestOfTheJobIsOneOfKubernetes() throws IOException, InterruptedException {
    Map<?, ?> job = map(manifest());
    requireKeys(job, "apiVersion", "kind", "metadata", "spec");
    assertThat(job.get("apiVersion")).isEqualTo("batch/v1");
    assertThat(job.get("kind")).isEqualTo("Job");
    assertThat((String) map(job.get("metadata")).get("name"))
        .matches("[a-z0-9]([-a-z0-9]*[a-z0-9])?");

    Map<?, ?> spec = map(job.get("spec"));
    requireKeys(spec, "completionMode", "completions", "parallelism", "backoffLimit", "template");
    assertThat(spec.get("completionMode")).isEqualTo("Indexed");
    int pods = (Integer) spec.get("completions");
    assertThat((Integer) spec.get("parallelism")).isBetween(1, pods);
    assertThat((Integer) spec.get("backoffLimit")).isPositive();

    Map<?, ?> pod = map(map(spec.get("template")).get("spec"));
    requireKeys(pod, "restartPolicy", "containers", "volumes");
    assertThat(pod.get("restartPolicy")).isIn("Never", "OnFailure");
    Map<?, ?> container = map(((List<?>) pod.get("containers")).get(0));
    requireKeys(
        container, "name", "image", "workingDir", "command", "args", "resources", "volumeMounts");
    requireKeys(map(container.get("resources")), "requests", "limits");
    map(container.get("resources"))
        .values()
        .forEach(
            amounts -> {
              requireKeys(map(amounts), "cpu", "memory");
              map(amounts).values().forEach(a -> assertThat((String) a).matches("\\d+(Gi|Mi|m)?"));
            });
    Map<?, ?> volume = map(((List<?>) pod.get("volumes")).get(0));
    requireKeys(volume, "name", "persistentVolumeClaim");
    requireKeys(map(volume.get("persistentVolumeClaim")), "claimName");
    Map<?, ?> mount = map(((List<?>) container.get("volumeMounts")).get(0));
    requireKeys(mount, "name", "mountPath");
    assertThat(mount.get("name")).isEqualTo(volume.get("name"));

    assertThat(container.get("command")).isEqualTo(List.of("sh", "-c"));
    String line = (String) ((List<?>) container.get("args")).get(0);
    for (int index : new int[] {0, pods - 1}) {
      assertThat(run(line, index)).endsWith(" --shard " + (index + 1) + "/" + pods);
    }
  }

  /** The command of a pod, as its shell reads it. */
  private static String run(String line, int index) throws IOException, InterruptedException {
    assertThat(line).startsWith("exec ./bnlab run ");
    ProcessBuilder shell = new ProcessBuilder("sh", "-c", line.replace("exec ./bnlab", "echo"));
    shell.environment().put("JOB_COMPLETION_INDEX", Integer.toString(index));
    Process process = shell.start();
    String command = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).isZero();
    String[] arguments = command.strip().split(" ");
    assertThatCode(() -> CommandLines.of(Terminal.ofProcess()).parseArgs(arguments))
        .doesNotThrowAnyException();
    return command.strip();
  }

  private static Object manifest() throws IOException {
    Matcher block =
        Pattern.compile("(?s)```yaml\n(apiVersion.*?)```")
            .matcher(Files.readString(Path.of("docs/cluster.md")));
    assertThat(block.find()).isTrue();
    return new Load(LoadSettings.builder().build()).loadFromString(block.group(1));
  }

  private static Map<?, ?> map(Object value) {
    assertThat(value).isInstanceOf(Map.class);
    return (Map<?, ?>) value;
  }

  /** Kubernetes refuses, or ignores, a field that it does not know. */
  private static void requireKeys(Map<?, ?> value, String... known) {
    assertThat(Set.of(known)).containsAll(value.keySet().stream().map(k -> (String) k).toList());
  }
}
