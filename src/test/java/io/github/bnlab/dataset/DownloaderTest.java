package io.github.bnlab.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import io.github.bnlab.dataset.Downloader.Limits;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ProxySelector;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.apache.commons.codec.digest.DigestUtils;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Downloads from a local server that fails as real servers do. */
@Timeout(30)
class DownloaderTest {
  private static final byte[] CONTENT = IdxBytes.labels(10);
  private static final byte[] PACKED = IdxBytes.gzip(CONTENT);
  private static final String NAME = "t10k-labels-idx1-ubyte.gz";
  private static final Limits PATIENT = new Limits(Duration.ofSeconds(30), Duration.ofSeconds(30));
  private static final Limits IMPATIENT = new Limits(Duration.ofSeconds(2), Duration.ofSeconds(2));

  @TempDir Path folder;
  private final List<Long> progress = new ArrayList<>();
  private final List<String> asked = new ArrayList<>();
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private HttpServer server;
  private Path target;
  private Downloader downloader;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.start();
    serve("good", exchange -> answer(exchange, 200, PACKED));
    target = folder.resolve("cache/digits").resolve(NAME);
    downloader = downloader(PATIENT);
  }

  private Downloader downloader(Limits limits) {
    return new Downloader(
        (file, bytes, total) -> progress.add(bytes), limits, ProxySelector.of(null));
  }

  @AfterEach
  void stop() {
    server.stop(0);
    threads.shutdownNow();
  }

  private void serve(String path, HttpHandler handler) {
    server.createContext(
        "/" + path + "/",
        exchange -> {
          asked.add(path);
          try (exchange) {
            handler.handle(exchange);
          }
        });
  }

  private static void answer(HttpExchange exchange, int status, byte[] body) throws IOException {
    exchange.sendResponseHeaders(status, body.length);
    exchange.getResponseBody().write(body);
  }

  private URI address(String path) {
    return URI.create("http://localhost:" + server.getAddress().getPort() + "/" + path + "/");
  }

  private CatalogEntry entry(String... paths) {
    String sha256 = DigestUtils.sha256Hex(CONTENT);
    return new CatalogEntry(
        "digits",
        "Digits",
        "none",
        Arrays.stream(paths).map(this::address).toList(),
        Map.of(Part.TEST_LABELS, sha256));
  }

  private void fetch(String... paths) {
    downloader.fetch(entry(paths), Part.TEST_LABELS, target);
  }

  private void assertContinuesAfter(String bad, String reason) throws IOException {
    assertThatThrownBy(() -> fetch(bad))
        .isInstanceOf(MissingDataException.class)
        .hasMessageContaining(address(bad) + NAME + ": ")
        .hasMessageContaining(reason);
    assertThat(target).doesNotExist();
    fetch(bad, "good");
    assertThat(target).hasBinaryContent(PACKED);
    try (var files = Files.list(target.getParent())) {
      assertThat(files).as("nothing left behind").containsExactly(target);
    }
  }

  @Test
  void goodFileIsKeptAsItCame() throws IOException {
    fetch("good");
    assertThat(target).hasBinaryContent(PACKED);
    assertThat(Files.getPosixFilePermissions(target))
        .as("of any new file, so that others can read a shared cache")
        .isEqualTo(Files.getPosixFilePermissions(Files.createFile(folder.resolve("new"))));
    assertThat(progress).first().isEqualTo(0L);
    assertThat(progress).last().isEqualTo((long) PACKED.length);
  }

  @Test
  void whatKilledProcessesLeftIsRemovedButNothingThatIsBeingWritten() throws IOException {
    Path folderOfTarget = Files.createDirectories(target.getParent());
    Path left = Files.createFile(folderOfTarget.resolve(".123.part"));
    Path written = Files.createFile(folderOfTarget.resolve(".456.part"));
    Instant now = Files.getLastModifiedTime(written).toInstant();
    Files.setLastModifiedTime(left, FileTime.from(now.minus(Duration.ofMinutes(61))));
    Files.setLastModifiedTime(written, FileTime.from(now.minus(Duration.ofMinutes(50))));
    fetch("good");
    assertThat(left).doesNotExist();
    assertThat(written).exists();
    assertThat(target).hasBinaryContent(PACKED);
  }

  @Test
  void aProxyIsAskedForAHostThatOnlyItKnows() {
    URI address = URI.create("http://host-behind-the-proxy.invalid/good/");
    CatalogEntry behind =
        new CatalogEntry("digits", "Digits", "none", List.of(address), entry().sha256());
    Downloader byProxy =
        new Downloader(DownloadListener.SILENT, PATIENT, ProxySelector.of(server.getAddress()));
    byProxy.fetch(behind, Part.TEST_LABELS, target);
    assertThat(target).hasBinaryContent(PACKED);
    assertThat(asked).containsExactly("good");
  }

  @Test
  void redirectIsFollowed() {
    serve("moved", exchange -> redirect(exchange, "good"));
    fetch("moved");
    assertThat(target).hasBinaryContent(PACKED);
  }

  private void redirect(HttpExchange exchange, String path) throws IOException {
    exchange.getResponseHeaders().set("Location", address(path) + NAME);
    exchange.sendResponseHeaders(302, -1);
  }

  @Test
  void redirectLoop() throws IOException {
    serve("loop", exchange -> redirect(exchange, "loop"));
    assertContinuesAfter("loop", "Server redirected too many");
  }

  @Test
  void notFound() throws IOException {
    serve("gone", exchange -> answer(exchange, 404, new byte[3]));
    assertContinuesAfter("gone", "HTTP status 404");
  }

  @Test
  void webPage() throws IOException {
    serve(
        "portal",
        exchange -> {
          exchange.getResponseHeaders().set("Content-Type", "text/html; charset=utf-8");
          answer(exchange, 200, "<html>Log in, please</html>".getBytes());
        });
    assertContinuesAfter("portal", "a web page instead of the file");
  }

  @Test
  void webPageDeclaredAsGzip() throws IOException {
    serve("liar", exchange -> answer(exchange, 200, "<html>Log in, please</html>".getBytes()));
    assertContinuesAfter("liar", "not gzipped");
  }

  @Test
  void anotherContent() throws IOException {
    byte[] other = IdxBytes.gzip(IdxBytes.labels(9));
    serve("other", exchange -> answer(exchange, 200, other));
    assertContinuesAfter("other", "wrong content: SHA-256 ");
  }

  @Test
  void bytesAfterTheEnd() throws IOException {
    serve("more", exchange -> answer(exchange, 200, Arrays.copyOf(PACKED, PACKED.length + 60)));
    assertContinuesAfter("more", "Unexpected data after a valid .gz stream");
  }

  @Test
  void bomb() throws IOException {
    byte[] bomb = IdxBytes.gzip(Arrays.copyOf(CONTENT, 50_000_000));
    serve("bomb", exchange -> answer(exchange, 200, bomb));
    assertContinuesAfter("bomb", "unpacks to more than the 10008 bytes");
  }

  @Test
  void endlessHeader() throws IOException {
    // A gzip header with a file name that never ends.
    int bound = 10_008 + (1 << 16);
    byte[] endless = new byte[bound + 1];
    Arrays.fill(endless, (byte) 'x');
    System.arraycopy(new byte[] {0x1f, (byte) 0x8b, 8, 8, 0, 0, 0, 0, 0, 0}, 0, endless, 0, 10);
    serve("endless", exchange -> answer(exchange, 200, endless));
    assertContinuesAfter("endless", "more than 75544 bytes, longer than the file can be");
    Files.delete(target);
    serve("longest", exchange -> answer(exchange, 200, Arrays.copyOf(endless, bound)));
    assertContinuesAfter("longest", "truncated");
  }

  @Test
  void earlyEnd() throws IOException {
    serve(
        "early",
        exchange -> {
          exchange.sendResponseHeaders(200, PACKED.length);
          exchange.getResponseBody().write(PACKED, 0, 20);
          exchange.getResponseBody().flush();
        });
    assertContinuesAfter("early", "truncated");
  }

  @Test
  void earlyEndOfAnUnknownLength() throws IOException {
    serve(
        "early",
        exchange -> {
          exchange.sendResponseHeaders(200, 0);
          exchange.getResponseBody().write(PACKED, 0, 20);
        });
    assertContinuesAfter("early", "truncated");
  }

  @Test
  void stall() throws IOException {
    serve(
        "stall",
        exchange -> {
          exchange.sendResponseHeaders(200, PACKED.length);
          OutputStream body = exchange.getResponseBody();
          body.write(PACKED, 0, 20);
          body.flush();
          pause();
        });
    downloader = downloader(IMPATIENT);
    assertContinuesAfter("stall", "the download stopped after 20 bytes: no more data arrived");
  }

  @Test
  void noAnswer() throws IOException {
    serve("mute", exchange -> pause());
    downloader = downloader(IMPATIENT);
    assertContinuesAfter("mute", "no answer in time");
  }

  private static void pause() {
    try {
      Thread.sleep(10_000);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void nobodyThereIsToldAtOnceForEveryAddress() {
    CatalogEntry entry =
        new CatalogEntry(
            "digits",
            "Digits",
            "none",
            List.of(URI.create("http://localhost:1/"), URI.create("http://no-such.invalid/")),
            Map.of(Part.TEST_LABELS, "0"));
    assertThatThrownBy(() -> downloader.fetch(entry, Part.TEST_LABELS, target))
        .isInstanceOf(MissingDataException.class)
        .hasMessageContaining("http://localhost:1/" + NAME + ": no connection; ")
        .hasMessageContaining("http://no-such.invalid/" + NAME + ": ");
  }

  @Test
  void addressThatGaveAFileIsAskedFirstForTheNext() {
    serve("gone", exchange -> answer(exchange, 404, new byte[3]));
    fetch("gone", "good");
    fetch("gone", "good");
    assertThat(asked).containsExactly("gone", "good", "good");
  }

  @Test
  void cacheThatCannotBeWrittenIsToldAsSuch() throws IOException {
    Files.createFile(folder.resolve("cache"));
    target = folder.resolve("cache").resolve(NAME);
    assertThatThrownBy(() -> fetch("good"))
        .isInstanceOf(MissingDataException.class)
        .hasMessageContaining(
            ": cannot write %1$s: %1$s is not a folder; make it a folder that can be written, or, on Linux, set XDG_CACHE_HOME"
                .formatted(folder.resolve("cache")));
  }
}
