package io.github.bnlab.robustness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.github.bnlab.config.ConfigException;
import io.github.bnlab.config.ExperimentReader;
import io.github.bnlab.dataset.DataException;
import io.github.bnlab.dataset.DatasetLoader;
import io.github.bnlab.dataset.ImageSet;
import io.github.bnlab.network.NpzFile;
import io.github.bnlab.recording.files.RecordException;
import io.github.bnlab.recording.files.RunReader;
import io.github.bnlab.recording.files.RunTable;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Small files that would unfold to much, and texts that would take long. */
// What was quadratic took minutes; what is linear takes milliseconds even on a busy machine.
@Timeout(60)
class BoundsTest {
  private static final int MEGABYTE = 1_000_000;
  private static final int YAML_LIMIT = 1 << 20;

  @TempDir Path folder;

  private void refuses(InputReader reader, byte[] input) {
    assertThat(new Promise(folder).accepts(reader, input)).isFalse();
  }

  @Test
  void headersThatPromiseMoreThanThereIs() {
    refuses(InputReader.IMAGES, Seeds.bytes(0x803, new int[] {2000000, 28, 28}, new byte[9]));
    refuses(InputReader.IMAGES, Seeds.bytes(0x803, new int[] {1000000, 28, 28}, new byte[9]));
    refuses(InputReader.IMAGES, Seeds.bytes(0x803, new int[] {-1, -1, -1}, new byte[9]));
    refuses(InputReader.LABELS, Seeds.bytes(0x801, new int[] {1000000}, new byte[9]));
    String npy = "{'descr': '<f8', 'fortran_order': False, 'shape': (999999999, 999999999), }";
    refuses(InputReader.NPY, Seeds.npy(npy, 16));
  }

  /** More than half of what Java may use is refused before it is asked for. */
  @Test
  void imagesThatDoNotFitIntoMemory() {
    int count = (int) (Runtime.getRuntime().maxMemory() / 2 / ImageSet.PIXELS) + 1;
    Assumptions.assumeTrue(
        count <= 2_000_000, "the number of images is bounded before the heap is");
    byte[] header =
        Seeds.bytes(0x803, new int[] {count, ImageSet.SIDE, ImageSet.SIDE}, new byte[0]);
    Path file = folder.resolve("images");
    assertThatThrownBy(
            () -> {
              Files.write(file, header);
              DatasetLoader.read(file, file);
            })
        .isInstanceOf(DataException.class)
        .hasMessageContaining("more than half of the")
        .hasMessageContaining(file.toString());
  }

  /** 200 MB of zeros in 200 kB, as bytes that would be doubles. */
  @Test
  void archivesThatUnpackToMuch() {
    String header = "{'descr': '|u1', 'fortran_order': False, 'shape': (%d,), }";
    refuses(InputReader.NPY, Seeds.npy(header.formatted(200 * MEGABYTE), 200 * MEGABYTE));
    refuses(InputReader.NPY, Seeds.npy(header.formatted(21 * MEGABYTE), 21 * MEGABYTE));
    refuses(InputReader.NPY, Seeds.npy("{'descr': '<f8', 'shape': (" + "1,".repeat(2000) + "}", 8));
    String deep = "{'descr': '<f8', 'fortran_order': False, 'shape': (%s), }";
    new Promise(folder).accepts(InputReader.NPY, Seeds.npy(deep.formatted("1,".repeat(2000)), 8));
  }

  @ParameterizedTest
  @ValueSource(strings = {"../x.npy", "/etc/x.npy", "a/../../x.npy", "a\\x.npy", "x.txt"})
  void archivesWithPathsThatLeadOut(String name) throws IOException {
    byte[] array = Seeds.of(InputReader.NPY).get(0);
    Path file = Files.write(folder.resolve("x.npz"), Seeds.zip(name, array));
    assertThatThrownBy(() -> NpzFile.read(file))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining(file.toString())
        .hasMessageContaining("it holds " + name);
  }

  @ParameterizedTest
  @ValueSource(strings = {"../up", "/etc", "a/b", "..", ".hidden", "C:x", "con", "a..b", "~"})
  void namesThatAreNoFolders(String name) throws IOException {
    for (String key : List.of("name", "label")) {
      Path file = Files.writeString(folder.resolve("e.yaml"), key + ": '" + name + "'\n");
      assertThatThrownBy(() -> ExperimentReader.read(file, List.of()))
          .isInstanceOf(ConfigException.class)
          .hasMessageContaining(file.toString());
      Path sound = Files.writeString(folder.resolve("s.yaml"), "network: SimpleNet\n");
      assertThatThrownBy(() -> ExperimentReader.read(sound, List.of(key + "=" + name)))
          .isInstanceOf(ConfigException.class)
          .hasMessageContaining(key + "=" + name);
    }
  }

  @Test
  void pathsThatNoSystemHas() {
    for (String key :
        List.of("initialWeights=\"a\\0.npz\"", "dataset={images: \"\\0\", labels: b}")) {
      refuses(InputReader.OVERRIDE, key.getBytes(StandardCharsets.UTF_8));
    }
  }

  /** Each of these took time or stack out of proportion once, in this program or in others. */
  @Test
  void longTexts() {
    int half = YAML_LIMIT / 2;
    for (String yaml :
        List.of(
            "name: a" + "-.".repeat(half - 9) + "a\n",
            "initialWeights: a" + "-.".repeat(half - 19) + "a\n",
            "grid: {initialWeights: [a" + "-.".repeat(half - 29) + "a.npz]}\n",
            "[".repeat(YAML_LIMIT),
            "{a: ".repeat(YAML_LIMIT / 4),
            "- ".repeat(half),
            "? ".repeat(half),
            "a.".repeat(half - 9) + "a: 1\n",
            "training: {learningRate: " + "9".repeat(YAML_LIMIT - 99) + "}\n",
            "x".repeat(YAML_LIMIT - 9) + ": 1\n",
            bomb())) {
      new Promise(folder).accepts(InputReader.EXPERIMENT, yaml.getBytes(StandardCharsets.UTF_8));
    }
    new Promise(folder).accepts(InputReader.SETTINGS, bomb().getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void manyKeys() {
    StringBuilder yaml = new StringBuilder();
    for (int i = 0; i < 60_000; i++) {
      yaml.append("k").append(i).append(".a: 1\n");
    }
    refuses(InputReader.EXPERIMENT, yaml.toString().getBytes(StandardCharsets.UTF_8));
  }

  /** Aliases that double what they stand for, twenty-five times. */
  private static String bomb() {
    StringBuilder yaml = new StringBuilder("a0: &a0 [1, 1]\n");
    for (int i = 1; i <= 25; i++) {
      yaml.append("a%d: &a%d [*a%d, *a%d]\n".formatted(i, i, i - 1, i - 1));
    }
    return yaml.toString();
  }

  @Test
  void recordsThatAreLargerThanAny() throws IOException {
    sparse("status.json", 3L << 30);
    sparse("iterations.csv", 3L << 30);
    RunReader reader = new RunReader(folder);
    assertThatThrownBy(reader::status)
        .isInstanceOf(RecordException.class)
        .hasMessageContaining("is larger than");
    assertThatThrownBy(() -> reader.rows(RunTable.ITERATIONS))
        .isInstanceOf(RecordException.class)
        .hasMessageContaining("is larger than");
  }

  private void sparse(String name, long size) throws IOException {
    try (RandomAccessFile file = new RandomAccessFile(folder.resolve(name).toFile(), "rw")) {
      file.setLength(size);
    }
  }

  /** Opening a pipe without a writer would never return. */
  @Test
  void pipesAreNotWaitedFor() throws Exception {
    Path pipe = folder.resolve("images");
    Process made = new ProcessBuilder("mkfifo", pipe.toString()).start();
    Assumptions.assumeTrue(made.waitFor() == 0, "no mkfifo on this system");
    assertTimeoutPreemptively(
        Duration.ofSeconds(30),
        () ->
            assertThatThrownBy(() -> DatasetLoader.read(pipe, pipe))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("is not a regular file"));
  }
}
