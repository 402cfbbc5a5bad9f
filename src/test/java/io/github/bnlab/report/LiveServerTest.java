package io.github.bnlab.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.github.bnlab.config.ConfigException;
import io.github.bnlab.recording.files.RunFiles;
import io.github.bnlab.report.live.LiveServer;
import java.io.IOException;
import java.net.BindException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.StreamSupport;
import org.apache.commons.lang3.ThreadUtils;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the server answers, byte by byte: clients of HTTP do not send what an attacker would. */
class LiveServerTest {
  private static final int TRIAL_STEPS = 600;

  @TempDir private Path folder;
  private final AtomicBoolean running = new AtomicBoolean(true);
  private Path experiment;
  private LiveServer server;
  private int port;

  @BeforeEach
  void start() throws IOException {
    experiment = folder.resolve("bn-lenet");
    server = Reports.live(experiment, running::get, 0);
    port = server.address().getPort();
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private record Reply(int code, Map<String, String> headers, String body) {}

  /** Sends lines as they are. */
  private Reply send(String... lines) throws IOException {
    try (Socket socket = new Socket("127.0.0.1", port)) {
      String request = String.join("\r\n", lines) + "\r\nConnection: close\r\n\r\n";
      socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
      String reply = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      String[] parts = reply.split("\r\n\r\n", 2);
      String[] head = parts[0].split("\r\n");
      Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
      for (int i = 1; i < head.length; i++) {
        String[] header = head[i].split(": ", 2);
        headers.put(header[0], header[1]);
      }
      return new Reply(Integer.parseInt(head[0].split(" ")[1]), headers, parts[1]);
    }
  }

  private Reply get(String path, String... headers) throws IOException {
    String[] lines = new String[headers.length + 2];
    lines[0] = "GET " + path + " HTTP/1.1";
    lines[1] = "Host: 127.0.0.1:" + port;
    System.arraycopy(headers, 0, lines, 2, headers.length);
    return send(lines);
  }

  /** What the page would show. */
  private JsonObject data() throws IOException {
    server.refresh();
    return JsonParser.parseString(get("/data.json").body()).getAsJsonObject();
  }

  private static List<String> texts(JsonArray list, String key) {
    return StreamSupport.stream(list.spliterator(), false)
        .map(JsonElement::getAsJsonObject)
        .map(one -> one.get(key).getAsString())
        .toList();
  }

  private static List<String> states(JsonObject data) {
    return texts(data.getAsJsonObject("live").getAsJsonArray("trials"), "state");
  }

  @Test
  void answersToItsOwnAddressAlone() throws IOException {
    assertThat(server.address().getHost()).isEqualTo("127.0.0.1");
    assertThat(get("/").code()).isEqualTo(200);
    assertThat(send("GET / HTTP/1.1", "Host: localhost:" + port).code()).isEqualTo(200);
    for (String host :
        List.of("bnlab.example:" + port, "127.0.0.1", "localhost", "127.0.0.1:1", "")) {
      Reply reply = send("GET /data.json HTTP/1.1", "Host: " + host);
      assertThat(reply.code()).as(host).isEqualTo(403);
      assertThat(reply.body()).isEqualTo("Open " + server.address() + " instead.\n");
    }
    assertThat(send("GET / HTTP/1.0").code()).isEqualTo(403);
    String own = "Host: 127.0.0.1:" + port;
    assertThat(send("GET / HTTP/1.1", own, "Host: bnlab.example").code()).isBetween(400, 403);
  }

  @ParameterizedTest
  @ValueSource(strings = {"POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE"})
  void isReadOnly(String method) throws IOException {
    Reply reply = send(method + " / HTTP/1.1", "Host: 127.0.0.1:" + port, "Content-Length: 0");
    assertThat(reply.code()).isEqualTo(405);
    assertThat(reply.headers()).containsEntry("Allow", "GET, HEAD");
  }

  @Test
  void theHeadOfAPageHasItsLength() throws IOException {
    Reply head = send("HEAD / HTTP/1.1", "Host: 127.0.0.1:" + port);
    assertThat(head.code()).isEqualTo(200);
    assertThat(head.body()).isEmpty();
    int length = get("/").body().getBytes(StandardCharsets.UTF_8).length;
    assertThat(head.headers()).containsEntry("Content-Length", Integer.toString(length));
  }

  @Test
  void noPathLeadsToAFile() throws IOException {
    new MadeUpRuns(experiment).finished("custom", 1);
    Files.writeString(folder.resolve("secret"), "secret");
    assertThat(get("/data").body()).isEqualTo("There is only " + server.address() + "\n");
    for (String path :
        List.of(
            "/secret",
            "/../secret",
            "/%2e%2e/secret",
            "/..%2fsecret",
            "/data.json/../../secret",
            "/custom-seed1/status.json",
            "/data.json/",
            "//data.json",
            "/./",
            "/index.html",
            folder.resolve("secret").toString())) {
      Reply reply = get(path);
      assertThat(reply.code()).as(path).isEqualTo(404);
      assertThat(reply.body()).doesNotContain("secret", "format");
    }
  }

  @Test
  void nothingIsCachedFramedOrRunButTheScriptsOfThePage() throws IOException {
    for (String path : List.of("/", "/data.json", "/other")) {
      assertThat(get(path).headers())
          .containsEntry("Cache-Control", "no-store")
          .containsEntry("X-Content-Type-Options", "nosniff")
          .containsEntry("Referrer-Policy", "no-referrer")
          .containsEntry("Cross-Origin-Resource-Policy", "same-origin")
          .containsEntry("Content-Security-Policy", "frame-ancestors 'none'");
    }
    assertThat(get("/").headers()).containsEntry("Content-Type", "text/html; charset=utf-8");
    assertThat(get("/").body())
        .containsPattern(
            "content=\"default-src 'none'; script-src 'sha256-[^' ]+'; style-src 'sha256-[^' ]+';"
                + " img-src data:; connect-src 'self'; base-uri 'none'; form-action 'none'\"");
  }

  @Test
  void dataAreSentAgainWhenTheyChange() throws Exception {
    String tag = get("/data.json").headers().get("ETag");
    Reply same = get("/data.json", "If-None-Match: " + tag);
    assertThat(same.code()).isEqualTo(304);
    assertThat(same.body()).isEmpty();
    new MadeUpRuns(experiment).finished("custom", 1);
    GrowingTrial.plan(experiment, List.of("custom-seed1"), List.of(), "");
    Reply other = get("/data.json", "If-None-Match: " + tag);
    for (int i = 0; i < 600 && other.code() == 304; i++) {
      Thread.sleep(100);
      other = get("/data.json", "If-None-Match: " + tag);
    }
    assertThat(other.code()).isEqualTo(200);
    assertThat(other.headers().get("ETag")).isNotEqualTo(tag);
  }

  /** Reading takes longer where other threads have the processors. */
  @Test
  void thePauseAfterReadingIsAShareOfTheTimeOfTheProcessor() throws Exception {
    try (LiveServer waiting =
        Reports.live(
            experiment,
            () -> {
              ThreadUtils.sleepQuietly(Duration.ofSeconds(1));
              return running.get();
            },
            0)) {
      port = waiting.address().getPort();
      waiting.refresh();
      waiting.refresh();
      running.set(false);
      long began = System.nanoTime();
      while (!get("/data.json").body().contains("\"over\":true")) {
        Thread.sleep(100);
      }
      assertThat(Duration.ofNanos(System.nanoTime() - began))
          .isBetween(Duration.ofSeconds(2), Duration.ofSeconds(15));
    }
  }

  /** Reading may take so long that a page asked for the last time long ago. */
  @Test
  void aPageThatIsOpenGetsTheLastStateBeforeTheServerEnds() throws Exception {
    AtomicLong millis = new AtomicLong();
    try (LiveServer slow =
        Reports.live(
            experiment,
            () -> {
              ThreadUtils.sleepQuietly(Duration.ofMillis(millis.get()));
              return running.get();
            },
            0)) {
      port = slow.address().getPort();
      assertThat(get("/data.json").body()).contains("\"over\":false");
      running.set(false);
      millis.set(5200);
      slow.refresh();
      Thread end = new Thread(slow::close);
      end.start();
      Thread.sleep(300);
      assertThat(get("/data.json").body()).contains("\"over\":true");
      end.join();
    }
  }

  @Test
  void aTrialIsFollowedFromItsWaitingToItsEnd() throws IOException {
    JsonObject none = data();
    assertThat(states(none)).isEmpty();
    assertThat(none.get("title").getAsString()).isEqualTo("bn-lenet");
    MadeUpRuns runs = new MadeUpRuns(experiment);
    runs.finished("custom", 1);
    GrowingTrial trial = new GrowingTrial(runs.finished("none", 1));
    GrowingTrial.plan(
        experiment, List.of("custom-seed1"), List.of("none-seed1", "none-seed2"), "fashion-mnist");
    assertThat(states(data())).containsExactly("finished", "running", "waiting");
    trial.grow("iterations.csv", 90);
    trial.grow("epochs.csv", 2);
    String cut = trial.next("iterations.csv");
    trial.write("iterations.csv", cut.substring(0, cut.length() - 2));
    JsonObject now = data();
    JsonObject progress =
        now.getAsJsonObject("live").getAsJsonArray("trials").get(1).getAsJsonObject();
    assertThat(progress.get("epoch").getAsInt()).isEqualTo(2);
    assertThat(progress.get("epochs").getAsInt()).isEqualTo(10);
    assertThat(progress.get("share").getAsDouble()).isEqualTo(90.0 / TRIAL_STEPS);
    JsonArray trials = now.getAsJsonArray("trials");
    assertThat(texts(trials, "state")).containsExactly("finished", "running");
    assertThat(trials.get(1).getAsJsonObject().getAsJsonArray("steps")).hasSize(90);
    assertThat(now.getAsJsonArray("problems")).isEmpty();
    // An accuracy that is still growing is no result.
    assertThat(now.getAsJsonArray("answers").toString()).doesNotContain("without");
    trial.write("iterations.csv", cut.substring(cut.length() - 2) + "\n");
    trial.finish();
    assertThat(states(data())).containsExactly("finished", "finished", "waiting");
    running.set(false);
    JsonObject last = data();
    assertThat(states(last)).containsExactly("finished", "finished", "not run");
    assertThat(last.getAsJsonObject("live").get("over").getAsBoolean()).isTrue();
    assertThat(last.getAsJsonArray("answers").toString()).contains("without");
  }

  @Test
  void theCurvesOfATrialThatWasKilledStay() throws IOException {
    GrowingTrial trial = new GrowingTrial(new MadeUpRuns(experiment).finished("none", 1));
    GrowingTrial.plan(experiment, List.of(), List.of("none-seed1", "none-seed2"), "fashion-mnist");
    trial.grow("iterations.csv", 90);
    assertThat(states(data())).containsExactly("running", "waiting");
    running.set(false);
    JsonObject data = data();
    assertThat(states(data)).containsExactly("unfinished", "not run");
    assertThat(data.getAsJsonArray("trials").get(0).getAsJsonObject().getAsJsonArray("steps"))
        .hasSize(90);
    assertThat(data.getAsJsonArray("problems").toString()).contains("was cut off");
  }

  @Test
  void aTrialThatWasKilledWaitsUntilItIsRunAgain() throws IOException {
    GrowingTrial trial = new GrowingTrial(new MadeUpRuns(experiment).finished("none", 1));
    trial.grow("iterations.csv", 90);
    trial.abandon();
    GrowingTrial.plan(experiment, List.of(), List.of("none-seed1"), "fashion-mnist");
    JsonObject data = data();
    assertThat(states(data)).containsExactly("waiting");
    assertThat(data.getAsJsonArray("trials")).isEmpty();
    trial.grow("iterations.csv", 1);
    assertThat(states(data())).containsExactly("running");
  }

  /** They lie one level further down. */
  @Test
  void trialsOfALargeExperimentAreFollowed() throws IOException {
    Path part = experiment.resolve(RunFiles.part("none-seed1"));
    GrowingTrial trial = new GrowingTrial(new MadeUpRuns(part).finished("none", 1));
    GrowingTrial.plan(experiment, List.of(), List.of("none-seed1"), "fashion-mnist");
    assertThat(states(data())).containsExactly("running");
    trial.finish();
    assertThat(states(data())).containsExactly("finished");
  }

  @Test
  void halfALineIsAFaultWhereNobodyWrites() throws IOException {
    GrowingTrial trial = new GrowingTrial(new MadeUpRuns(experiment).finished("none", 1));
    trial.write("iterations.csv", "1,1,2.");
    running.set(false);
    assertThat(data().getAsJsonArray("problems").toString())
        .contains("line 2 is cut short", "still running, or was cut off");
  }

  @Test
  void standInDataAreToldBeforeTheTrialEnds() throws IOException {
    new GrowingTrial(new MadeUpRuns(experiment).finished("none", 1));
    GrowingTrial.plan(experiment, List.of(), List.of("none-seed1"), "synthetic-digits");
    assertThat(data().get("standIn").getAsString())
        .contains("synthetic digits, not from Fashion-MNIST");
  }

  /** Such a trial is there until the new one is whole. */
  @Test
  void aTrialThatIsToBeRunAgainWaits() throws Exception {
    Path trial = new MadeUpRuns(experiment).finished("none", 1);
    Thread.sleep(20);
    GrowingTrial.plan(experiment, List.of(), List.of("none-seed1"), "fashion-mnist");
    assertThat(states(data())).containsExactly("waiting");
    Thread.sleep(20);
    Path status = trial.resolve("status.json");
    Files.writeString(status, Files.readString(status).replace("\"finished\"", "\"diverged\""));
    assertThat(states(data())).containsExactly("diverged");
  }

  @Test
  void aPlanThatLeadsElsewhereIsNotFollowed() throws IOException {
    new MadeUpRuns(folder.resolve("other")).finished("custom", 1);
    Files.createDirectories(experiment);
    Files.writeString(
        experiment.resolve(".plan.json"), "{\"trials\":[{\"name\":\"../other/custom-seed1\"}]}");
    JsonObject data = data();
    assertThat(data.getAsJsonArray("trials")).isEmpty();
    assertThat(data.getAsJsonArray("problems").toString()).contains("no name of a folder");
  }

  @Test
  void aPortThatIsTakenAndAFolderWithoutRecordsAreRefused() {
    assertThatThrownBy(() -> Reports.live(experiment, () -> true, port))
        .isInstanceOf(BindException.class);
    assertThatThrownBy(() -> Reports.live(experiment, () -> false, 0))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("is not a folder; expected that of an experiment");
    assertThatThrownBy(() -> Reports.live(folder, () -> false, 0))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("holds no records of trials");
  }
}
