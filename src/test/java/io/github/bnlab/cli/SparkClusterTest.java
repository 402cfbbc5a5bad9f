package io.github.bnlab.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.bnlab.JavaProcess;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * A sweep on a real Spark cluster of one Master and two Workers on this machine, from Maven's jars,
 * by the launcher: with an executor and the driver killed, it leaves the bytes of a local run.
 */
@Tag("long")
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "the launcher here is a script of a Unix shell")
class SparkClusterTest {
  private static final String CONFIG =
      """
      network: SimpleNet
      dataset: {name: synthetic-digits, trainingExamples: 2000, testExamples: 200}
      training: {batchSize: 32, epochs: 12}
      grid:
        batchNorm.implementation: [none, custom]
        training.seed: [1, 2]
      """;

  /** What Maven says of a repository that it does not reach. */
  private static final Pattern NOT_FETCHED =
      Pattern.compile("Could not transfer|Unknown host|offline mode");

  private static final String JAVA = JavaProcess.java().toString();
  private static final String C1 = "-XX:TieredStopAtLevel=1";
  private static final String EXECUTORS =
      "spark.executor.extraJavaOptions=-Djava.io.tmpdir=. " + C1;

  @TempDir private Path folder;

  private final List<Process> processes = new ArrayList<>();
  private Path log;
  private String master;

  @BeforeEach
  void startCluster() throws Exception {
    log = folder.resolve("log.txt");
    int code = launcher("--version").waitFor();
    boolean fetched = !NOT_FETCHED.matcher(logged()).find();
    assumeTrue(code == 0 || fetched, () -> "Spark cannot be fetched: " + logged());
    assertThat(code).as(logged()).isZero();
    Files.writeString(folder.resolve("tiny.yaml"), CONFIG);
    Path jars = Files.createDirectories(folder.resolve("spark/jars"));
    for (String jar : Files.readString(Path.of("target/spark/classpath")).split(":")) {
      Files.createSymbolicLink(jars.resolve(Path.of(jar).getFileName()), Path.of(jar));
    }
    int port = freePort();
    master = "spark://127.0.0.1:" + port;
    daemon("master.Master", "--port", "" + port, "--webui-port", "0");
    for (String worker : List.of("worker1", "worker2")) {
      daemon(
          "worker.Worker",
          "--webui-port",
          "0",
          "--cores",
          "1",
          "--memory",
          "1g",
          "--work-dir",
          folder.resolve(worker).toString(),
          master);
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private void daemon(String name, String... arguments) throws IOException {
    List<String> command = new ArrayList<>(List.of(JAVA, "@target/spark/jvm.options"));
    command.addAll(List.of("-Xmx256m", C1, "-Dspark.master.rest.enabled=false"));
    command.addAll(List.of("-cp", folder.resolve("spark/jars") + "/*"));
    command.addAll(List.of("org.apache.spark.deploy." + name, "--host", "127.0.0.1"));
    command.addAll(List.of(arguments));
    start(command, "spark");
  }

  private Process launcher(String... arguments) throws IOException {
    List<String> command = new ArrayList<>(List.of("./bnlab"));
    command.addAll(List.of(arguments));
    return start(command, "spark");
  }

  private Process start(List<String> command, String backend) throws IOException {
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    builder.environment().put("BNLAB_BACKEND", backend);
    builder.environment().put("BNLAB_JAVA_OPTS", "-Xmx512m" + (drives(command) ? " " + C1 : ""));
    builder.environment().put("SPARK_HOME", folder.resolve("spark").toString());
    builder.environment().put("SPARK_SCALA_VERSION", "2.13");
    builder.environment().put("SPARK_LOCAL_IP", "127.0.0.1");
    builder.redirectErrorStream(true);
    Process process =
        builder.redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile())).start();
    processes.add(process);
    return process;
  }

  /** A driver trains nothing: the second compiler takes longer than it saves. */
  private static boolean drives(List<String> command) {
    return command.contains("--on");
  }

  private Process sweep(String results, String... more) throws IOException {
    List<String> arguments =
        new ArrayList<>(List.of("run", folder.resolve("tiny.yaml").toString()));
    arguments.addAll(List.of("--results", folder.resolve(results).toString()));
    arguments.addAll(List.of(more));
    return launcher(arguments.toArray(String[]::new));
  }

  @AfterEach
  void stopCluster() {
    processes.forEach(process -> process.descendants().forEach(ProcessHandle::destroyForcibly));
    processes.forEach(process -> process.destroyForcibly().onExit().join());
  }

  @Test
  @Timeout(value = 15, unit = TimeUnit.MINUTES)
  void anExecutorAndTheDriverAreKilledAndTheBytesAreThoseOfALocalRun() throws Exception {
    assertThat(sweep("local", "--parallel", "1").waitFor()).as(logged()).isZero();

    Process driver = sweep("cluster", "--on", master, "--spark-wait", "300", "--spark", EXECUTORS);
    await(driver, () -> workers().size() == 2);
    workers().get(0).parent().orElseThrow().destroyForcibly();
    await(driver, () -> logged().contains("runs again: "));
    await(driver, () -> !runs("cluster").isEmpty());
    driver.destroyForcibly().waitFor();
    await(processes.get(1), () -> workers().isEmpty());
    int before = runs("cluster").size();
    assertThat(before).isBetween(1, 3);

    Process again = sweep("cluster", "--on", master, "--spark-wait", "300", "--spark", EXECUTORS);
    await(again, () -> !workers().isEmpty());
    workers().get(0).destroyForcibly();
    assertThat(again.waitFor()).as(logged()).isZero();

    assertThat(logged()).contains("exit code 137").contains("not run again");
    assertThat(records("cluster")).hasSizeGreaterThan(40).isEqualTo(records("local"));
    await(processes.get(1), () -> workers().isEmpty());
    assertThat(all(folder).filter(path -> path.getFileName().toString().startsWith("trials-")))
        .isEmpty();
  }

  /** Processes that run trials. */
  private List<ProcessHandle> workers() {
    return processes.stream()
        .flatMap(Process::descendants)
        .filter(process -> arguments(process).contains("trial-worker"))
        .toList();
  }

  private static List<String> arguments(ProcessHandle process) {
    return List.of(process.info().arguments().orElse(new String[0]));
  }

  /** Files that end whole run directories. */
  private List<Path> runs(String results) throws IOException {
    return all(folder.resolve(results))
        .filter(path -> path.endsWith("status.json"))
        .filter(path -> !path.getParent().getFileName().toString().startsWith("."))
        .toList();
  }

  /** The files of all run directories, but for times and machines. */
  private TreeMap<String, String> records(String results) throws IOException {
    TreeMap<String, String> content = new TreeMap<>();
    for (Path status : runs(results)) {
      for (Path file : all(status.getParent()).filter(Files::isRegularFile).toList()) {
        String name = file.getFileName().toString();
        if (!List.of("timing.csv", "provenance.json").contains(name)) {
          String path = folder.resolve(results).relativize(file).toString();
          content.put(path, Files.readString(file, StandardCharsets.ISO_8859_1));
        }
      }
    }
    return content;
  }

  private static Stream<Path> all(Path folder) throws IOException {
    try (Stream<Path> files = Files.exists(folder) ? Files.walk(folder) : Stream.empty()) {
      return files.toList().stream();
    }
  }

  private void await(Process alive, Callable<Boolean> condition) throws Exception {
    while (!condition.call()) {
      assertThat(alive.isAlive()).as(logged()).isTrue();
      Thread.sleep(200);
    }
  }

  private String logged() {
    try {
      return Files.readString(log);
    } catch (IOException e) {
      return e.toString();
    }
  }
}
