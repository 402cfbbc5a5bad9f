package io.github.bnlab.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.bnlab.JavaProcess;
import io.github.bnlab.experiment.Claim.HeldException;
import io.github.bnlab.recording.files.RecordException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class ClaimTest {
  private static final Duration BEAT = Duration.ofMillis(20);

  @TempDir private Path results;

  private Path folder() {
    return results.resolve("experiment");
  }

  private Path file() {
    return folder().resolve(".a.claim");
  }

  private Claim take(boolean waits) throws HeldException {
    return Claim.take(file(), BEAT, new StopSignal(), waits);
  }

  /** What a claim of this process says, with some lines replaced. */
  private void write(String name, String machine, String process) throws Exception {
    Claim own = take(false);
    List<String> lines = new ArrayList<>(Files.readAllLines(file()));
    own.close();
    lines.set(0, name.isEmpty() ? lines.get(0) : name);
    lines.set(1, machine.isEmpty() ? lines.get(1) : machine);
    lines.set(2, process.isEmpty() ? lines.get(2) : process);
    lines.set(3, UUID.randomUUID().toString());
    Files.createDirectories(folder());
    Files.write(file(), lines);
  }

  /** As if nothing had been written for that long. */
  private void age(Duration age) throws IOException {
    age(file(), age);
  }

  private static void age(Path file, Duration age) throws IOException {
    FileTime now = Files.getLastModifiedTime(file);
    Files.setLastModifiedTime(file, FileTime.from(now.toInstant().minus(age)));
  }

  @Test
  void aFolderThatIsALinkStays() throws Exception {
    Path elsewhere = Files.createDirectory(results.resolve("elsewhere"));
    Files.createSymbolicLink(folder(), elsewhere);
    take(false).close();
    assertThat(folder()).isSymbolicLink();
    assertThat(elsewhere).isEmptyDirectory();
  }

  @Test
  void aClaimThatIsALinkIsRefused() throws Exception {
    Files.createDirectories(folder());
    Files.createSymbolicLink(file(), results.resolve("missing"));
    assertThatThrownBy(() -> take(false))
        .isInstanceOf(RecordException.class)
        .hasMessage(
            file() + " is a symbolic link, and bnlab writes no claim through one; delete it");
    assertThat(file()).isSymbolicLink();
  }

  private void assertHeldBy(String owner) {
    assertThatThrownBy(() -> take(false)).isInstanceOf(HeldException.class).hasMessage(owner);
  }

  private void assertTakenOver() throws Exception {
    try (Claim claim = take(false)) {
      assertThat(file()).content().startsWith("process " + ProcessHandle.current().pid() + " of ");
      claim.requireHeld();
    }
    assertThat(folder()).doesNotExist();
  }

  @Test
  void aSecondRunIsToldWhoHasTheFolder() throws HeldException {
    try (Claim claim = Claim.ofFolder(folder(), new StopSignal())) {
      assertThatThrownBy(() -> Claim.ofFolder(folder(), new StopSignal()))
          .isInstanceOfSatisfying(
              HeldException.class,
              e ->
                  assertThat(e.about(folder()))
                      .hasMessageMatching(
                          ".*experiment is in use by process "
                              + ProcessHandle.current().pid()
                              + " of \\S+, started \\d{4}-\\d\\d-\\d\\dT[0-9:]+Z; wait until it has"
                              + " ended, or choose another folder with --results"));
      claim.requireHeld();
      assertThat(Claim.isTaken(folder())).isTrue();
    }
    assertThat(Claim.isTaken(folder())).isFalse();
    Claim.ofFolder(folder(), new StopSignal()).close();
  }

  @Test
  void aClaimWhoseProcessIsGoneIsTakenOver() throws Exception {
    Process gone = new ProcessBuilder(JavaProcess.java().toString(), "-version").start();
    gone.waitFor();
    write("process that ended", "", Long.toString(gone.pid()));
    assertTakenOver();
  }

  @Test
  void aProcessOfTheSameNumberIsNotTheOwner() throws Exception {
    write("process started long ago", "", "");
    assertHeldBy("process started long ago");
    age(Claim.STALE.plusSeconds(1));
    assertTakenOver();
  }

  @Test
  void aLivingProcessOfThisMachineKeepsAClaimOfAnyAge() throws Exception {
    write("", "", "");
    age(Claim.STALE.multipliedBy(100));
    assertThatThrownBy(() -> take(true)).isInstanceOf(HeldException.class);
  }

  @Test
  void aClaimOfAnotherMachineIsTakenOverOnceItShowsNoLife() throws Exception {
    write("process 1 of elsewhere", "elsewhere", "1");
    age(Claim.STALE.minusSeconds(30));
    assertHeldBy("process 1 of elsewhere");
    age(Duration.ofSeconds(60));
    assertTakenOver();
  }

  @Test
  void aFolderOfAnotherMachineIsFreeOnceItsClaimShowsNoLife() throws Exception {
    write("process 1 of elsewhere", "elsewhere", "1");
    Path claim = Files.move(file(), folder().resolve(".claim"));
    assertThat(Claim.isTaken(folder())).isTrue();
    age(claim, Claim.STALE.plusSeconds(1));
    assertThat(Claim.isTaken(folder())).isFalse();
  }

  @Test
  void aProcessKilledWhileItTookAClaimOverDoesNotKeepIt() throws Exception {
    write("process 1 of elsewhere", "elsewhere", "1");
    age(Claim.STALE.plusSeconds(1));
    String id = Files.readAllLines(file()).get(3);
    Files.copy(file(), folder().resolve(".a.claim." + id), StandardCopyOption.COPY_ATTRIBUTES);
    assertTakenOver();
  }

  @Test
  void whatWasNeverWrittenIsTakenOverToo() throws Exception {
    Files.createDirectories(folder());
    Files.createFile(file());
    assertHeldBy("another process");
    age(Claim.STALE.plusSeconds(1));
    assertTakenOver();
  }

  @Test
  void waitingEndsWhenTheOwnerShowsLife() throws Exception {
    write("process 1 of elsewhere", "elsewhere", "1");
    age(Duration.ofSeconds(100));
    ExecutorService thread = Executors.newSingleThreadExecutor();
    Future<Claim> waiting = thread.submit(() -> take(true));
    Thread.sleep(700);
    assertThat(waiting).isNotDone();
    Files.write(file(), Files.readAllBytes(file()));
    assertThatThrownBy(waiting::get).cause().isInstanceOf(HeldException.class);
    thread.shutdown();
  }

  @Test
  void waitingEndsOnRequest() throws Exception {
    write("process 1 of elsewhere", "elsewhere", "1");
    StopSignal stop = new StopSignal();
    stop.request();
    assertThatThrownBy(() -> Claim.take(file(), BEAT, stop, true))
        .isInstanceOf(HeldException.class)
        .hasMessage("process 1 of elsewhere");
  }

  @Test
  void waitingEndsWhenTheClaimIsGivenBack() throws Exception {
    write("process 1 of elsewhere", "elsewhere", "1");
    ExecutorService thread = Executors.newSingleThreadExecutor();
    Future<Claim> waiting = thread.submit(() -> take(true));
    Thread.sleep(300);
    assertThat(waiting).isNotDone();
    Files.delete(file());
    waiting.get().close();
    thread.shutdown();
  }

  @Test
  void oneOfManyTakesAStaleClaimOver() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(8);
    for (int round = 0; round < 20; round++) {
      write("process 1 of elsewhere", "elsewhere", "1");
      age(Claim.STALE.plusSeconds(1));
      List<Callable<Claim>> takers = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        takers.add(() -> take(false));
      }
      List<Claim> taken = new ArrayList<>();
      for (Future<Claim> taker : threads.invokeAll(takers)) {
        try {
          taken.add(taker.get());
        } catch (ExecutionException e) {
          assertThat(e).hasCauseInstanceOf(HeldException.class);
        }
      }
      assertThat(taken).hasSize(1);
      taken.get(0).close();
      assertThat(folder()).doesNotExist();
    }
    threads.shutdown();
  }

  @Test
  void anOwnerNoticesThatItsClaimWasTaken() throws Exception {
    Claim claim = take(false);
    Files.delete(file());
    assertThatThrownBy(
            () -> {
              while (true) {
                claim.requireHeld();
                Thread.sleep(BEAT.toMillis());
              }
            })
        .isInstanceOf(RecordException.class)
        .hasMessageContaining(".a.claim was removed or taken over by another process");
    try (Claim other = take(false)) {
      claim.close();
      assertThat(file()).exists();
      other.requireHeld();
    }
  }

  @Test
  void anOwnerShowsLife() throws Exception {
    try (Claim claim = take(false)) {
      age(Duration.ofHours(1));
      FileTime before = Files.getLastModifiedTime(file());
      while (Files.getLastModifiedTime(file()).compareTo(before) <= 0) {
        Thread.sleep(BEAT.toMillis());
      }
      claim.requireHeld();
    }
  }

  @Test
  void nothingIsLeftOfAClaimWithoutResults() throws Exception {
    take(false).close();
    assertThat(folder()).doesNotExist();
    Claim claim = take(false);
    Files.createFile(folder().resolve("result"));
    claim.close();
    assertThat(folder())
        .isDirectoryContaining("glob:**result")
        .isDirectoryNotContaining("glob:**.claim");
  }
}
