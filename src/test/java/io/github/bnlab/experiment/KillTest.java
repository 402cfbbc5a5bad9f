package io.github.bnlab.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.bnlab.JavaProcess;
import io.github.bnlab.recording.files.RecordException;
import io.github.bnlab.recording.files.RunStatus.State;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A trial whose process is killed several times, at any moment, gives the result of an
 * uninterrupted one.
 */
@Tag("long")
class KillTest {
  private static final int KILLS = 4;

  @TempDir private Path folder;

  private final SplittableRandom random = new SplittableRandom(20);
  private final List<String> told = new ArrayList<>();

  @Test
  @Timeout(value = 10, unit = TimeUnit.MINUTES)
  void killedAgainAndAgainItEndsAsIfItHadNotBeen() throws IOException, InterruptedException {
    Path results = folder.resolve("killed");
    Path partial = results.resolve("tiny/.a.partial");
    int killed = 0;
    for (int i = 0; i < KILLS; i++) {
      int before = newestStep(partial);
      Process process = start(results);
      awaitSteps(process);
      if (i == 0) {
        assertThatThrownBy(() -> KillableRun.run(results, told::add))
            .isInstanceOf(RecordException.class)
            .hasMessageContaining("is in use by process " + process.pid() + " of ");
      }
      awaitCheckpoint(process, partial, before);
      Thread.sleep(random.nextInt(300));
      killed += process.isAlive() ? 1 : 0;
      process.destroyForcibly().waitFor();
      if (i % 2 == 1) {
        losePower(partial);
      }
    }
    assertThat(killed).as("kills before the end").isEqualTo(KILLS);
    TrialSummary summary = KillableRun.run(results, told::add);
    assertThat(summary.status().state()).isEqualTo(State.FINISHED);
    TrialSummary whole = KillableRun.run(folder.resolve("whole"), line -> {});
    ResumeTest.assertSameRecords(whole.directory(), summary.directory());
    assertThat(told).anyMatch(line -> line.startsWith("a continues after step "));
  }

  private static Process start(Path results) throws IOException {
    return JavaProcess.of(List.of(), KillableRun.class, results).start();
  }

  /** Until it trains, or is done. */
  private void awaitSteps(Process process) throws IOException {
    BufferedReader lines = process.inputReader(StandardCharsets.UTF_8);
    String line = lines.readLine();
    while (line != null && !line.startsWith("epoch ") && !line.equals("done")) {
      told.add(line);
      line = lines.readLine();
    }
    assertThat(line).as("what it said before: %s", told).isNotNull();
  }

  /** Until there is a newer checkpoint than the last time, so that there is something to lose. */
  private static void awaitCheckpoint(Process process, Path partial, int before)
      throws IOException, InterruptedException {
    while (process.isAlive() && newestStep(partial) <= before) {
      Thread.sleep(1);
    }
  }

  private static int newestStep(Path partial) throws IOException {
    return newest(partial).map(KillTest::step).orElse(0);
  }

  private static Optional<Path> newest(Path partial) throws IOException {
    Path folder = partial.resolveSibling(".a.checkpoints");
    if (!Files.isDirectory(folder)) {
      return Optional.empty();
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .filter(f -> f.toString().endsWith(".npz"))
          .max(Comparator.comparingInt(KillTest::step));
    } catch (NoSuchFileException e) {
      return Optional.empty(); // removed at that moment: the trial is done
    }
  }

  /** The end of the newest checkpoint never came to the disk, and a table ends within a line. */
  private void losePower(Path partial) throws IOException {
    Path table = partial.resolve("iterations.csv");
    Optional<Path> newest = newest(partial);
    if (newest.isPresent()) { // else it ended before it was killed
      byte[] bytes = Files.readAllBytes(newest.get());
      Files.write(newest.get(), Arrays.copyOf(bytes, random.nextInt(bytes.length)));
    }
    if (Files.exists(table)) {
      Files.writeString(table, "12345,9", StandardOpenOption.APPEND);
    }
  }

  private static int step(Path checkpoint) {
    return Integer.parseInt(checkpoint.getFileName().toString().replaceAll("\\D", ""));
  }
}
