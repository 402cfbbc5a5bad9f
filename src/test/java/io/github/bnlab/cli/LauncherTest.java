package io.github.bnlab.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The launcher in a folder of its own, with scripts in the place of Java and Maven. */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "the launcher here is a script of a Unix shell")
@Timeout(value = 1, unit = TimeUnit.MINUTES)
class LauncherTest {
  @TempDir private Path home;
  private Path lock;

  @BeforeEach
  void install() throws IOException {
    Files.copy(Path.of("bnlab"), home.resolve("bnlab"));
    Files.createDirectories(home.resolve("src/main"));
    Files.createFile(home.resolve("pom.xml"));
    script(
        "jdk/bin/java", "[ \"$1\" = -version ] && echo 'openjdk version \"17.0.1\"' >&2; exit 0");
    script(
        "bin/mvn",
        "echo $$ >>builds",
        "while [ -n \"$WAITS\" ] && [ ! -e go ]; do sleep 0.1; done",
        "mkdir -p target/cpu",
        "touch target/batchnorm-lab.jar target/cpu/jvm.options",
        ": >target/cpu/classpath");
    lock = home.resolve("target/.launcher-lock");
  }

  private void script(String name, String... lines) throws IOException {
    Path file = home.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, "#!/bin/sh\n" + String.join("\n", lines) + "\n");
    assertThat(file.toFile().setExecutable(true)).isTrue();
  }

  private Process start(String... arguments) throws IOException {
    return start("jdk", false, arguments);
  }

  /** Builds, if it has to, until there is a file called go. */
  private Process startThatBuilds() throws Exception {
    Process process = start("jdk", true, "list");
    while (!Files.exists(home.resolve("builds")) || Files.size(lock.resolve("pid")) == 0) {
      Thread.sleep(10);
    }
    return process;
  }

  private Process start(String jdk, boolean waits, String... arguments) throws IOException {
    ProcessBuilder builder = new ProcessBuilder("sh", home.resolve("bnlab").toString());
    builder.command().addAll(List.of(arguments));
    builder.environment().put("JAVA_HOME", home.resolve(jdk).toString());
    builder.environment().merge("PATH", home.resolve("bin") + ":", (old, bin) -> bin + old);
    builder.environment().put("WAITS", waits ? "yes" : "");
    builder.environment().remove("BNLAB_THREADS");
    return builder.redirectErrorStream(true).start();
  }

  private String outputOf(Process process, int code) throws Exception {
    String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(text).isEqualTo(code);
    return text;
  }

  @Test
  void theSecondStartWaitsForTheFirstAndUsesItsBuild() throws Exception {
    Process first = startThatBuilds();
    Process second = start("list");
    assertThat(second.inputReader().readLine()).contains("waiting for another start");
    Files.createFile(home.resolve("go"));
    outputOf(second, 0);
    outputOf(first, 0);
    assertThat(home.resolve("builds")).content().hasLineCount(1);
    assertThat(lock).doesNotExist();
  }

  @Test
  void theFolderIsFoundWhereTheShellSearchesForFolders() throws Exception {
    ProcessBuilder builder = new ProcessBuilder("sh", home.getFileName() + "/bnlab", "list");
    builder.directory(home.getParent().toFile());
    builder.environment().put("JAVA_HOME", home.resolve("jdk").toString());
    builder.environment().merge("PATH", home.resolve("bin") + ":", (old, bin) -> bin + old);
    builder.environment().put("CDPATH", ".:" + home.getParent());
    outputOf(builder.redirectErrorStream(true).start(), 0);
    assertThat(home.resolve("builds")).content().hasLineCount(1);
  }

  @Test
  void theLockOfAKilledStartIsTakenOver() throws Exception {
    Process first = startThatBuilds();
    List<ProcessHandle> build = first.descendants().toList();
    first.destroyForcibly().waitFor();
    outputOf(start("list"), 0);
    assertThat(home.resolve("builds")).content().hasLineCount(2);
    assertThat(lock).doesNotExist();
    build.forEach(ProcessHandle::destroyForcibly);
  }

  @Test
  void oneOfSeveralStartsTakesALockOver() throws Exception {
    lockOf(machine(), ProcessHandle.current().pid());
    List<Process> starts = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      starts.add(start("list"));
    }
    for (Process each : starts) {
      outputOf(each, 0);
    }
    assertThat(home.resolve("builds")).content().hasLineCount(1);
  }

  /** Java reads classes from it when it needs them. */
  @Test
  void aBuildLeavesTheJarOfARunningProgramAlone() throws Exception {
    outputOf(start("list"), 0);
    Path jar = home.resolve("target/batchnorm-lab.jar");
    Path running = Files.createLink(home.resolve("running.jar"), jar);
    script("bin/mvn", "echo new >>target/batchnorm-lab.jar");
    Files.setLastModifiedTime(
        home.resolve("pom.xml"), FileTime.from(Instant.now().plusSeconds(60)));
    outputOf(start("list"), 0);
    assertThat(jar).content().isEqualTo("new\n");
    assertThat(running).isEmptyFile();
  }

  /** The number of the owner is now that of another process: of this one. */
  @Test
  void aLockWhoseNumberIsUsedAgainIsTakenOver() throws Exception {
    lockOf(machine(), ProcessHandle.current().pid());
    assertThat(outputOf(start("list"), 0)).doesNotContain("waiting");
    assertThat(lock).doesNotExist();
  }

  private void lockOf(String machine, long process) throws IOException {
    Files.createDirectories(lock);
    Files.writeString(lock.resolve("pid"), machine + " " + process + " 1\n");
  }

  private String machine() throws Exception {
    return outputOf(new ProcessBuilder("uname", "-n").start(), 0).strip();
  }

  /** The folder may be shared by machines, which number their processes each for itself. */
  @Test
  void aLockOfAnotherMachineIsWaitedFor() throws Exception {
    lockOf("another-" + machine(), Integer.MAX_VALUE);
    Process process = start("list");
    assertThat(process.inputReader().readLine()).contains("waiting for another start");
    Files.delete(lock.resolve("pid"));
    Files.delete(lock);
    outputOf(process, 0);
  }

  @Test
  void aLockWithoutAnOwnerIsTakenOver() throws Exception {
    Files.createDirectories(lock);
    Files.createFile(lock.resolve("pid"));
    outputOf(start("list"), 0);
    assertThat(lock).doesNotExist();
  }

  /**
   * What waits for the compiler while Java 17 writes an archive is never compiled: none may wait.
   */
  @Test
  void eachJavaHasAnArchiveOfClassesUntilTheNextBuild() throws Exception {
    String[] java = {
      "[ \"$1\" = -version ] && echo 'openjdk version \"17.0.1\"' >&2",
      "for argument; do",
      "  case $argument in",
      "    -Xbatch) batch=yes ;;",
      "    -XX:ArchiveClassesAtExit=*) [ -z \"$batch\" ] || : >\"${argument#*=}\" ;;",
      "  esac",
      "done"
    };
    script("jdk/bin/java", java);
    script("jdk2/bin/java", java);
    Files.createDirectories(home.resolve("configs"));
    Files.createFile(home.resolve("configs/quickstart.yaml"));
    outputOf(start("list"), 0);
    Path old = Files.createFile(home.resolve("target/cpu/classes-1.jsa"));
    Files.setLastModifiedTime(old, FileTime.fromMillis(0));
    Files.setLastModifiedTime(home.resolve("target/batchnorm-lab.jar"), FileTime.fromMillis(1000));
    for (String jdk : List.of("jdk", "jdk2")) {
      assertThat(outputOf(start(jdk, false, "run"), 0)).contains("preparing fast starts");
    }
    assertThat(old).doesNotExist();
    for (String jdk : List.of("jdk", "jdk2")) {
      assertThat(outputOf(start(jdk, false, "run"), 0)).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "-1", "1000", "99999999999", "abc", "2.0"})
  void aNumberOfThreadsHasBounds(String given) throws Exception {
    assertThat(outputOf(start("run", "--threads", given), ExitCode.USAGE))
        .isEqualTo(
            "bnlab: --threads and BNLAB_THREADS take a whole number from 1 to 999, not '%s'.\n"
                .formatted(given));
  }

  @Test
  void aFolderThatAClassPathCannotNameIsRefused() throws Exception {
    home = Files.createDirectory(home.resolve("a:b"));
    Files.copy(Path.of("bnlab"), home.resolve("bnlab"));
    assertThat(outputOf(start("list"), 1))
        .hasLineCount(1)
        .contains("a:b: Java's class path cannot hold a colon. Rename the folder.");
  }

  @Test
  void controlCharactersOfArgumentsAreNotPrinted() throws Exception {
    assertThat(outputOf(start("run", "--threads=\u001b[31m"), ExitCode.USAGE))
        .isEqualTo(
            "bnlab: --threads and BNLAB_THREADS take a whole number from 1 to 999, not ' [31m'.\n");
  }
}
