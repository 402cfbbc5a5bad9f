package io.github.bnlab.report.live;

import static java.net.HttpURLConnection.HTTP_BAD_METHOD;
import static java.net.HttpURLConnection.HTTP_FORBIDDEN;
import static java.net.HttpURLConnection.HTTP_INTERNAL_ERROR;
import static java.net.HttpURLConnection.HTTP_NOT_FOUND;
import static java.net.HttpURLConnection.HTTP_NOT_MODIFIED;
import static java.net.HttpURLConnection.HTTP_OK;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.github.bnlab.report.page.Page;
import io.github.bnlab.report.runs.GrowingRuns;
import io.github.bnlab.report.runs.GrowingRuns.Snapshot;
import io.github.bnlab.report.summary.Summary;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.BooleanSupplier;
import org.apache.commons.codec.digest.DigestUtils;
import org.apache.commons.lang3.concurrent.BasicThreadFactory;

/**
 * Serves the page of an experiment and its data on 127.0.0.1. It answers requests to that address
 * alone, so that no other page can read it through a name that leads here, reads two paths and no
 * files of any other, and writes nothing. It reads the records when the page asks, at most every
 * {@value #INTERVAL_SECONDS} seconds, and pauses {@value #PAUSE_FACTOR} times as long as its thread
 * computed for that; the first time, which loads classes, does not count.
 */
public final class LiveServer implements AutoCloseable {
  /** The page. */
  static final String PAGE = "/";

  /** What the page asks for. */
  static final String DATA = "/data.json";

  private static final String LOOPBACK = "127.0.0.1";
  private static final int THREADS = 2;
  private static final ThreadMXBean PROCESSOR = ManagementFactory.getThreadMXBean();
  private static final long SECOND = 1_000_000_000;
  private static final int INTERVAL_SECONDS = 2;
  private static final int PAUSE_FACTOR = 20;

  /** So long a client may take to send a request. */
  private static final int REQUEST_SECONDS = 3;

  /** So long a client may take to read an answer, over a slow line as well. */
  private static final int ANSWER_SECONDS = 60;

  /** A page that asked in so many seconds before the records were read is open. */
  private static final int OPEN_SECONDS = 5;

  /** So long an open page has to fetch the last state: it asks every second. */
  private static final int LAST_SECONDS = 3;

  private final HttpServer server;
  private final ExecutorService threads;
  private final Path folder;
  private final BooleanSupplier running;
  private final GrowingRuns runs;
  private final Set<String> hosts;
  private volatile long asked;
  private volatile State last;
  private volatile State fetched;
  private long due;

  /**
   * Title and data of the page.
   *
   * @param tag of the data: another one if they are others
   * @param began when reading began: a page that waits for it does not ask again
   */
  private record State(String title, String data, String tag, long began) {}

  private LiveServer(HttpServer server, Path folder, BooleanSupplier running) {
    this.server = server;
    this.folder = folder;
    this.running = running;
    this.runs = new GrowingRuns(folder);
    int port = server.getAddress().getPort();
    this.hosts = Set.of(LOOPBACK + ":" + port, "localhost:" + port);
    this.asked = System.nanoTime() - OPEN_SECONDS * SECOND;
    this.threads =
        Executors.newFixedThreadPool(
            THREADS,
            BasicThreadFactory.builder()
                .namingPattern("bnlab-live")
                .daemon()
                .priority(Thread.MIN_PRIORITY)
                .build());
    server.createContext("/", this::answer);
    server.setExecutor(threads);
    server.start();
  }

  /**
   * Starts a server.
   *
   * @param folder of an experiment, which need not exist yet, or of one trial
   * @param running whether its trials are being run now
   * @param port to listen on; 0 for any free one
   * @throws IOException if the port cannot be used
   */
  public static LiveServer start(Path folder, BooleanSupplier running, int port)
      throws IOException {
    // Without limits, clients that send half a request or read half an answer keep all threads.
    System.setProperty("sun.net.httpserver.maxReqTime", Integer.toString(REQUEST_SECONDS));
    System.setProperty("sun.net.httpserver.maxRspTime", Integer.toString(ANSWER_SECONDS));
    InetSocketAddress address = new InetSocketAddress(InetAddress.getByName(LOOPBACK), port);
    return new LiveServer(HttpServer.create(address, 0), folder, running);
  }

  /** The address of the page. */
  public URI address() {
    return URI.create("http://" + LOOPBACK + ":" + server.getAddress().getPort() + PAGE);
  }

  /** Says that a browser was asked to open the page: it will ask soon. */
  public void expectPage() {
    asked = System.nanoTime();
  }

  /** Reads the records now, however short ago that was done: the run has ended. */
  public synchronized void refresh() {
    long began = System.nanoTime();
    long busy = PROCESSOR.getCurrentThreadCpuTime();
    boolean isRunning = running.getAsBoolean();
    Snapshot snapshot = runs.read(isRunning);
    String title = snapshot.runs().title(folder);
    String data = Page.data(new Summary(title, snapshot.runs()), !isRunning, snapshot.trials());
    // The thread also waits for a processor, which costs the trials nothing.
    busy = PROCESSOR.getCurrentThreadCpuTime() - busy;
    due =
        System.nanoTime()
            + Math.max(INTERVAL_SECONDS * SECOND, last == null ? 0 : PAUSE_FACTOR * busy);
    last = new State(title, data, '"' + DigestUtils.sha256Hex(data) + '"', began);
  }

  private synchronized State state() {
    if (last == null || System.nanoTime() - due >= 0) {
      refresh();
    }
    return last;
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      Headers headers = exchange.getResponseHeaders();
      headers.set("Cache-Control", "no-store");
      headers.set("X-Content-Type-Options", "nosniff");
      headers.set("Referrer-Policy", "no-referrer");
      headers.set("Cross-Origin-Resource-Policy", "same-origin");
      // The page itself allows its own scripts, by their checksums.
      headers.set("Content-Security-Policy", "frame-ancestors 'none'");
      List<String> host = exchange.getRequestHeaders().getOrDefault("Host", List.of());
      if (host.size() != 1 || !hosts.contains(host.get(0))) {
        send(exchange, HTTP_FORBIDDEN, "Open " + address() + " instead.");
      } else if (!Set.of("GET", "HEAD").contains(exchange.getRequestMethod())) {
        headers.set("Allow", "GET, HEAD");
        send(exchange, HTTP_BAD_METHOD, "This server is read-only.");
      } else {
        show(exchange, exchange.getRequestURI().getRawPath());
      }
    }
  }

  private void show(HttpExchange exchange, String path) throws IOException {
    if (!Set.of(PAGE, DATA).contains(path)) {
      send(exchange, HTTP_NOT_FOUND, "There is only " + address());
      return;
    }
    State state;
    try {
      state = state();
    } catch (RuntimeException e) {
      String text = "The records cannot be read: " + e.getMessage();
      send(exchange, HTTP_INTERNAL_ERROR, text);
      return;
    }
    asked = System.nanoTime();
    if (path.equals(PAGE)) {
      send(exchange, HTTP_OK, "text/html", Page.live(state.title(), state.data()));
    } else {
      exchange.getResponseHeaders().set("ETag", state.tag());
      if (state.tag().equals(exchange.getRequestHeaders().getFirst("If-None-Match"))) {
        exchange.sendResponseHeaders(HTTP_NOT_MODIFIED, -1);
      } else {
        send(exchange, HTTP_OK, "application/json", state.data());
      }
    }
    fetched = state;
  }

  private static void send(HttpExchange exchange, int code, String text) throws IOException {
    send(exchange, code, "text/plain", text + "\n");
  }

  private static void send(HttpExchange exchange, int code, String type, String text)
      throws IOException {
    byte[] body = text.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", type + "; charset=utf-8");
    if (exchange.getRequestMethod().equals("HEAD")) {
      exchange.getResponseHeaders().set("Content-Length", Integer.toString(body.length));
      exchange.sendResponseHeaders(code, -1);
      return;
    }
    exchange.sendResponseHeaders(code, body.length);
    try (OutputStream out = exchange.getResponseBody()) {
      out.write(body);
    }
  }

  /** Ends the server when a page that is open has the state that was read last. */
  @Override
  public void close() {
    long began = System.nanoTime();
    while (fetched != last
        && last.began() - asked < OPEN_SECONDS * SECOND
        && System.nanoTime() - began < LAST_SECONDS * SECOND) {
      try {
        Thread.sleep(20);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        break;
      }
    }
    server.stop(0);
    threads.shutdown();
  }
}
