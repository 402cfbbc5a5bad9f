package io.github.bnlab.report;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A headless Chromium, driven by the DevTools protocol over the JDK's own web socket: it needs the
 * browser alone, no driver of its version and no further library.
 */
final class Browser implements AutoCloseable {
  /** 1 while a page with charts shows none of them yet. */
  private static final String UNDRAWN =
      "Number(typeof lab === 'object' && lab.figures.length > 0 && !lab.figures.some(f => f.chart))";

  /** Draws the charts of a page that are not in view, too. */
  static final String DRAW = "lab.figures.filter(f => f.due).forEach(f => f.draw())";

  private static final List<String> NAMES =
      List.of("chromium", "chromium-browser", "google-chrome", "chrome");

  private final Process process;
  private final WebSocket socket;
  private final AtomicInteger lastId = new AtomicInteger();
  private final Map<Integer, CompletableFuture<JsonObject>> replies = new ConcurrentHashMap<>();
  private final List<JsonObject> events = Collections.synchronizedList(new ArrayList<>());
  private String session;
  private String target;

  private Browser(Process process, URI address) {
    this.process = process;
    this.socket =
        HttpClient.newHttpClient().newWebSocketBuilder().buildAsync(address, new Listener()).join();
  }

  /** Where the browser is, or null: {@code BNLAB_CHROMIUM}, else the usual names on the path. */
  static Path find() {
    String chosen = System.getenv("BNLAB_CHROMIUM");
    if (chosen != null) {
      return Path.of(chosen);
    }
    for (String folder : System.getenv("PATH").split(java.io.File.pathSeparator)) {
      for (String name : NAMES) {
        Path program = Path.of(folder, name);
        if (Files.isExecutable(program)) {
          return program;
        }
      }
    }
    return null;
  }

  static Browser start(Path program, Path emptyFolder) throws IOException {
    Process process =
        new ProcessBuilder(
                program.toString(),
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-quic",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                "--disable-dev-shm-usage",
                "--remote-debugging-port=0",
                "--user-data-dir=" + emptyFolder,
                "about:blank")
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    BufferedReader errors = process.errorReader(StandardCharsets.UTF_8);
    String sign = "DevTools listening on ";
    for (String line = errors.readLine(); line != null; line = errors.readLine()) {
      if (line.startsWith(sign)) {
        Thread drain = new Thread(() -> errors.lines().forEach(rest -> {}));
        drain.setDaemon(true);
        drain.start();
        return new Browser(process, URI.create(line.substring(sign.length()).strip()));
      }
    }
    throw new IOException(program + " ended without listening");
  }

  /** Opens a page in a new tab instead of the one before and waits until it is loaded. */
  void open(Path page, int width, int height, boolean dark) throws InterruptedException {
    open(page.toUri(), width, height, dark);
  }

  /** The same for the page of a server. */
  void open(URI page, int width, int height, boolean dark) throws InterruptedException {
    session = null;
    String before = target;
    target = send("Target.createTarget", "{\"url\":\"about:blank\"}").get("targetId").getAsString();
    if (before != null) {
      send("Target.closeTarget", "{\"targetId\":\"" + before + "\"}");
    }
    session =
        send("Target.attachToTarget", "{\"targetId\":\"" + target + "\",\"flatten\":true}")
            .get("sessionId")
            .getAsString();
    events.clear();
    for (String domain : List.of("Page", "Runtime", "Log", "Network")) {
      send(domain + ".enable", "{}");
    }
    size(width, height, width < 600);
    send(
        "Emulation.setEmulatedMedia",
        "{\"features\":[{\"name\":\"prefers-color-scheme\",\"value\":\""
            + (dark ? "dark" : "light")
            + "\"}]}");
    send("Page.navigate", "{\"url\":\"" + page + "\"}");
    awaitLoaded();
  }

  /** Loads the page again; events of before are forgotten. */
  void reload() throws InterruptedException {
    events.clear();
    send("Page.reload", "{}");
    awaitLoaded();
  }

  private void awaitLoaded() throws InterruptedException {
    for (int i = 0; i < 1200 && events("Page.loadEventFired").isEmpty(); i++) {
      Thread.sleep(25);
    }
    // Charts are drawn when the browser finds that they are in view, some time after loading.
    for (int i = 0; i < 1200 && number(UNDRAWN) > 0; i++) {
      Thread.sleep(25);
    }
  }

  void size(int width, int height, boolean mobile) {
    send(
        "Emulation.setDeviceMetricsOverride",
        "{\"width\":%d,\"height\":%d,\"deviceScaleFactor\":%d,\"mobile\":%b}"
            .formatted(width, height, mobile ? 2 : 1, mobile));
  }

  /** Value of a JavaScript expression, as JSON. */
  JsonElement evaluate(String expression) {
    JsonObject parameters = new JsonObject();
    parameters.addProperty("expression", expression);
    parameters.addProperty("returnByValue", true);
    parameters.addProperty("awaitPromise", true);
    JsonObject reply = send("Runtime.evaluate", parameters.toString());
    if (reply.has("exceptionDetails")) {
      throw new AssertionError(expression + " failed: " + reply.get("exceptionDetails"));
    }
    return reply.getAsJsonObject("result").get("value");
  }

  double number(String expression) {
    return evaluate(expression).getAsDouble();
  }

  String text(String expression) {
    return evaluate(expression).getAsString();
  }

  void key(String key) {
    for (String type : List.of("keyDown", "keyUp")) {
      send("Input.dispatchKeyEvent", "{\"type\":\"" + type + "\",\"key\":\"" + key + "\"}");
    }
  }

  /** Events of a kind since the page was opened. */
  List<JsonObject> events(String method) {
    synchronized (events) {
      return events.stream().filter(e -> e.get("method").getAsString().equals(method)).toList();
    }
  }

  /** Errors and warnings of the page's console since it was opened. */
  List<String> complaints() {
    List<String> all = new ArrayList<>();
    events("Runtime.exceptionThrown").forEach(event -> all.add(event.toString()));
    events("Log.entryAdded").forEach(event -> all.add(event.toString()));
    events("Runtime.consoleAPICalled").forEach(event -> all.add(event.toString()));
    return all;
  }

  /** Addresses that were asked for since the page was opened. */
  List<String> requests() {
    return events("Network.requestWillBeSent").stream()
        .map(event -> event.getAsJsonObject("params").getAsJsonObject("request"))
        .map(request -> request.get("url").getAsString())
        .filter(address -> !address.startsWith("data:"))
        .toList();
  }

  JsonObject send(String method, String parameters) {
    JsonObject message = new JsonObject();
    int id = lastId.incrementAndGet();
    message.addProperty("id", id);
    message.addProperty("method", method);
    message.add("params", JsonParser.parseString(parameters));
    if (session != null) {
      message.addProperty("sessionId", session);
    }
    CompletableFuture<JsonObject> reply = new CompletableFuture<>();
    replies.put(id, reply);
    socket.sendText(message.toString(), true).join();
    JsonObject answer = reply.orTimeout(60, TimeUnit.SECONDS).join();
    if (answer.has("error")) {
      throw new AssertionError(method + ": " + answer.get("error"));
    }
    return answer.getAsJsonObject("result");
  }

  @Override
  public void close() {
    socket.abort();
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
    try {
      process.waitFor(10, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private final class Listener implements WebSocket.Listener {
    private final StringBuilder partial = new StringBuilder();

    @Override
    public CompletionStage<?> onText(WebSocket webSocket, CharSequence data, boolean last) {
      partial.append(data);
      if (last) {
        JsonObject message = JsonParser.parseString(partial.toString()).getAsJsonObject();
        partial.setLength(0);
        if (message.has("id")) {
          replies.remove(message.get("id").getAsInt()).complete(message);
        } else {
          events.add(message);
        }
      }
      webSocket.request(1);
      return null;
    }
  }
}
