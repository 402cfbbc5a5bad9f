package io.github.bnlab.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.github.bnlab.JavaProcess;
import io.github.bnlab.experiment.StopSignal;
import io.github.bnlab.recording.files.RecordException;
import io.github.bnlab.recording.files.RunFiles;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.Writer;
import java.net.ConnectException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;
import java.util.function.Predicate;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A run that is watched, and one that another process watches. */
class LiveCommandTest {
  private static final String SIGN = "live at ";

  @TempDir private Path results;
  private final List<Process> processes = new ArrayList<>();

  private Process start(String... arguments) throws IOException {
    Process process = JavaProcess.of(List.of(), Main.class, (Object[]) arguments).start();
    processes.add(process);
    return process;
  }

  private static URI address(Process process) throws IOException {
    BufferedReader lines = process.inputReader(StandardCharsets.UTF_8);
    List<String> told = new ArrayList<>();
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      told.add(line);
      if (line.contains(SIGN)) {
        Thread drain = new Thread(() -> drain(lines));
        drain.setDaemon(true);
        drain.start();
        return URI.create(line.substring(line.indexOf(SIGN) + SIGN.length()));
      }
    }
    throw new AssertionError(told);
  }

  private static void drain(BufferedReader lines) {
    try {
      lines.transferTo(Writer.nullWriter());
    } catch (IOException e) {
      // The process was ended.
    }
  }

  private static JsonObject data(URI address) throws IOException, InterruptedException {
    HttpRequest request = HttpRequest.newBuilder(address.resolve("data.json")).build();
    return JsonParser.parseString(
            HttpClient.newHttpClient().send(request, BodyHandlers.ofString()).body())
        .getAsJsonObject();
  }

  private static List<String> states(JsonObject data) {
    return StreamSupport.stream(
            data.getAsJsonObject("live").getAsJsonArray("trials").spliterator(), false)
        .map(JsonElement::getAsJsonObject)
        .map(trial -> trial.get("state").getAsString())
        .toList();
  }

  private static int steps(JsonObject data) {
    return data.getAsJsonArray("trials").get(0).getAsJsonObject().getAsJsonArray("steps").size();
  }

  private static JsonObject await(URI address, Predicate<JsonObject> condition)
      throws IOException, InterruptedException {
    JsonObject data = data(address);
    while (!condition.test(data)) {
      Thread.sleep(200);
      data = data(address);
    }
    return data;
  }

  @Test
  @Timeout(value = 5, unit = TimeUnit.MINUTES)
  @DisabledOnOs(value = OS.WINDOWS, disabledReason = "a process there is ended without a signal")
  void twoPagesFollowARunToItsEnd() throws Exception {
    try {
      Process run =
          start(
              "run",
              "quickstart",
              "dataset=synthetic-digits",
              "dataset.trainingExamples=2000",
              "dataset.testExamples=100",
              "training.epochs=2000",
              "--results=" + results,
              "--parallel=1",
              "--live");
      URI own = address(run);
      JsonObject early = await(own, data -> states(data).contains("running") && steps(data) > 0);
      assertThat(states(early)).containsExactly("running", "waiting");
      assertThat(early.getAsJsonArray("problems")).isEmpty();
      await(own, data -> steps(data) > steps(early));
      Process watcher = start("live", results.resolve("quickstart").toString());
      URI other = address(watcher);
      assertThat(states(data(other))).containsExactly("running", "waiting");
      run.destroy();
      assertThat(run.waitFor()).isEqualTo(143);
      assertThatThrownBy(() -> data(own)).isInstanceOf(ConnectException.class);
      JsonObject last = await(other, data -> !states(data).contains("running"));
      assertThat(states(last)).containsExactly("interrupted", "not run");
      assertThat(watcher.waitFor()).isEqualTo(ExitCode.OK);
    } finally {
      processes.forEach(Process::destroyForcibly);
    }
  }

  @Test
  void aPageThatIsOpenLearnsThatTheRunFailed() throws Exception {
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    List<Future<JsonObject>> page = new ArrayList<>();
    ExecutorService browser = Executors.newSingleThreadExecutor();
    try {
      assertThatThrownBy(
              () ->
                  new LiveOptions()
                      .during(
                          () -> {
                            String told = err.toString(StandardCharsets.UTF_8).strip();
                            int sign = told.indexOf(SIGN) + SIGN.length();
                            URI address = URI.create(told.substring(sign));
                            page.add(browser.submit(() -> await(address, LiveCommandTest::isOver)));
                            // It is open.
                            assertThatCode(() -> data(address)).doesNotThrowAnyException();
                            throw new RecordException("No space left on device");
                          },
                          true,
                          results.resolve("quickstart"),
                          new StopSignal(),
                          terminal(err)))
          .hasMessage("No space left on device");
      assertThat(isOver(page.get(0).get())).isTrue();
    } finally {
      browser.shutdownNow();
    }
  }

  /** Its page shows the records of all shards; the plan is that of an earlier run. */
  @Test
  void aShardDoesNotReadThePlanOfARunOfAllTrials() throws Exception {
    Path plan = results.resolve(RunFiles.PLAN);
    Files.writeString(plan, "not a plan");
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    IntSupplier work =
        () -> {
          String told = err.toString(StandardCharsets.UTF_8).strip();
          try {
            JsonObject data = data(URI.create(told.substring(SIGN.length() + told.indexOf(SIGN))));
            assertThat(data.getAsJsonArray("problems")).isEmpty();
            return 7;
          } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
          }
        };
    LiveOptions options = new LiveOptions();
    assertThat(options.during(work, false, results, new StopSignal(), terminal(err))).isEqualTo(7);
    err.reset();
    assertThatThrownBy(() -> options.during(work, true, results, new StopSignal(), terminal(err)))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining(RunFiles.PLAN);
  }

  private static boolean isOver(JsonObject data) {
    return data.getAsJsonObject("live").get("over").getAsBoolean();
  }

  /** In a process of its own: Java reads the limit of time once. */
  @Test
  @Timeout(value = 1, unit = TimeUnit.MINUTES)
  void halfARequestKeepsNobodyOut() throws Exception {
    Process server = start("live", "results/reference/beside-pytorch");
    URI address = address(server);
    String body =
        "POST / HTTP/1.1\r\nHost: " + address.getAuthority() + "\r\nContent-Length: 9\r\n\r\n";
    List<Socket> clients = new ArrayList<>();
    try {
      for (String half : List.of(body, body, "GET /data.json HTT", "GET /data.json HTT")) {
        Socket client = new Socket(address.getHost(), address.getPort());
        clients.add(client);
        client.getOutputStream().write(half.getBytes(StandardCharsets.US_ASCII));
      }
      Thread.sleep(500); // All threads read now.
      assertThat(isOver(data(address))).isTrue();
    } finally {
      server.destroyForcibly();
      for (Socket client : clients) {
        client.close();
      }
    }
  }

  private static Terminal terminal(ByteArrayOutputStream err) {
    PrintStream out = new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8);
    return new Terminal(
        out, new PrintStream(err, true, StandardCharsets.UTF_8), false, false, 80, false);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "live none                         | none is not a folder; expected that of an experiment",
        "live docs                         | docs holds no records of trials",
        "run quickstart --keep             | Missing required argument(s): --live",
        "run quickstart --live --dry-run   | --dry-run trains nothing that --live could show",
        "run quickstart training.schedule.every=7 --live --dry-run | --dry-run trains nothing that",
        "run quickstart --live --port 80   | --port is 80; it must be between 1024 and 65535",
      })
  void whatCannotBeShownIsRefused(String command, String message) {
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    List<String> arguments = new ArrayList<>(List.of(command.split(" ")));
    if (command.startsWith("run")) {
      arguments.add("--results=" + results);
    }
    int code = CommandLines.of(terminal(err)).execute(arguments.toArray(String[]::new));
    assertThat(code).isEqualTo(ExitCode.USAGE);
    assertThat(err.toString(StandardCharsets.UTF_8).strip()).hasLineCount(1).contains(message);
    assertThat(results).isEmptyDirectory();
  }
}
