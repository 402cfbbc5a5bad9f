package io.github.bnlab.spark;

import io.github.bnlab.experiment.TrialWorker;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.apache.commons.io.FileUtils;
import org.apache.spark.SparkFiles;

/**
 * This program's own process on the machine of an executor: its class path, its options, its
 * environment, whatever Spark's are. It stays for further trials, and ends with the executor, whose
 * end closes its input.
 */
final class WorkerProcess {
  private static final int LINES_OF_LOG = 20;

  private static final Deque<WorkerProcess> IDLE = new ArrayDeque<>();

  private final Path folder;
  private final Path log;
  private final Process process;
  private final Writer requests;
  private final BufferedReader answers;

  /** What is not an answer, such as why Java does not start. */
  private final List<String> other = new ArrayList<>();

  private WorkerProcess(Map<String, String> environment) throws IOException {
    Path here = Path.of(SparkFiles.getRootDirectory()).toAbsolutePath().normalize();
    folder = Files.createTempDirectory(here, "trials-");
    log = folder.resolve("log.txt");
    ProcessBuilder builder = new ProcessBuilder(command(here)).directory(folder.toFile());
    builder.environment().putAll(environment);
    // Too long for a list of processes that shows commands.
    builder.environment().put("CLASSPATH", classPath(here.resolve(SparkCluster.PROGRAM)));
    process = builder.redirectError(log.toFile()).start();
    requests = process.outputWriter(StandardCharsets.UTF_8);
    answers = process.inputReader(StandardCharsets.UTF_8);
  }

  private static String classPath(Path program) throws IOException {
    return Files.readAllLines(program.resolve("classpath")).stream()
        .map(name -> program.resolve(name).toString())
        .collect(Collectors.joining(File.pathSeparator));
  }

  private List<String> command(Path here) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("@" + here.resolve(SparkCluster.PROGRAM).resolve("jvm.options"));
    command.add("--add-modules=jdk.incubator.vector");
    command.add("-Djava.io.tmpdir=" + folder);
    command.add("-Dorg.bytedeco.javacpp.cachedir=" + here.resolve("natives"));
    String options = System.getenv().getOrDefault("BNLAB_JAVA_OPTS", "").strip();
    if (!options.isEmpty()) {
      command.addAll(List.of(options.split("\\s+")));
    }
    command.addAll(List.of("io.github.bnlab.cli.Main", "trial-worker"));
    command.addAll(List.of(folder.toString(), here.toString()));
    return command;
  }

  /** An idle one of this executor, else a new one. */
  static WorkerProcess take(Map<String, String> environment) throws IOException {
    synchronized (IDLE) {
      while (!IDLE.isEmpty()) {
        WorkerProcess idle = IDLE.pop();
        if (idle.process.isAlive()) {
          return idle;
        }
        FileUtils.deleteDirectory(idle.folder.toFile());
      }
    }
    return new WorkerProcess(environment);
  }

  /**
   * Has a trial run; afterwards the process is idle again, or gone.
   *
   * @param lines told what it says meanwhile
   * @return the packed run directory
   * @throws IOException if the process was lost; the message ends with the end of its log
   */
  byte[] run(String request, Consumer<String> lines) throws IOException {
    other.clear();
    try {
      requests.write(request + "\n");
      requests.flush();
      for (String line = answers.readLine();
          !TrialWorker.DONE.equals(line);
          line = answers.readLine()) {
        if (line == null) {
          throw new IOException("it ended");
        }
        if (line.startsWith("{") || line.startsWith(TrialWorker.PASSING)) {
          lines.accept(line);
        } else {
          other.add(line);
        }
      }
      byte[] run = Files.readAllBytes(folder.resolve(TrialWorker.RUN));
      synchronized (IDLE) {
        IDLE.push(this);
      }
      return run;
    } catch (IOException e) {
      throw new IOException(end() + "\n" + endOfLog(), e);
    } finally {
      if (!process.isAlive()) {
        FileUtils.deleteDirectory(folder.toFile());
      }
    }
  }

  private String end() {
    try {
      return "exit code " + process.destroyForcibly().waitFor();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return "interrupted";
    }
  }

  private String endOfLog() {
    try {
      List<String> lines = new ArrayList<>(other);
      lines.addAll(Files.readAllLines(log, StandardCharsets.ISO_8859_1));
      return String.join(
          "\n", lines.subList(Math.max(0, lines.size() - LINES_OF_LOG), lines.size()));
    } catch (IOException e) {
      return "";
    }
  }
}
