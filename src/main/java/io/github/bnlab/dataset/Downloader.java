package io.github.bnlab.dataset;

import io.github.bnlab.config.MessageText;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ConnectException;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;
import org.apache.commons.io.FileUtils;
import org.apache.commons.io.filefilter.AgeFileFilter;
import org.apache.commons.io.filefilter.IOFileFilter;
import org.apache.commons.io.filefilter.PrefixFileFilter;
import org.apache.commons.io.filefilter.SuffixFileFilter;
import org.apache.commons.io.function.Uncheck;
import org.apache.commons.lang3.StringUtils;

/**
 * Downloads files of the catalog: from one address after another until one gives the right content,
 * which is moved into place only when it is complete and verified.
 */
final class Downloader implements DataStore.Fetcher {
  private static final String PART = ".part";

  /** Much longer than a download goes without writing. */
  private static final Duration ABANDONED = Duration.ofHours(1);

  /** How long to wait for a connection, and for the next bytes. */
  record Limits(Duration connect, Duration stall) {
    static final Limits USUAL = new Limits(Duration.ofSeconds(4), Duration.ofSeconds(15));
  }

  private final DownloadListener listener;
  private final Limits limits;
  private final ProxySelector proxies;

  /** The address that gave the last file: the next one is asked for there first. */
  private URI good;

  Downloader(DownloadListener listener, Limits limits, ProxySelector proxies) {
    this.listener = listener;
    this.limits = limits;
    this.proxies = proxies;
  }

  @Override
  public void fetch(CatalogEntry entry, Part part, Path target) {
    List<String> answers = new ArrayList<>();
    Set<String> reasons = new LinkedHashSet<>();
    Comparator<URI> goodFirst = Comparator.comparing(address -> !address.equals(good));
    for (URI folder : entry.addresses().stream().sorted(goodFirst).toList()) {
      URI address = folder.resolve(part.fileName() + ".gz");
      try {
        fetch(entry, part, target, address);
        good = folder;
        return;
      } catch (IOException | DataException e) {
        String reason = reason(e, target.getParent());
        answers.add(address + ": " + reason);
        reasons.add(reason);
      }
    }
    throw new MissingDataException(String.join("; ", answers), String.join("; ", reasons));
  }

  private static String reason(Exception e, Path cache) {
    if (e instanceof FileSystemException fault) {
      return "cannot write %s: %s; make it a folder that can be written, or, on Linux, set XDG_CACHE_HOME to another one"
          .formatted(cache, MessageText.reason(fault));
    }
    if (e instanceof DataException) {
      return StringUtils.substringBefore(e.getMessage(), ";"); // this download cannot be deleted
    }
    if (e instanceof UnknownHostException) {
      return "no such host, or no network";
    }
    if (e instanceof SocketTimeoutException) {
      return "no answer in time";
    }
    if (e instanceof ConnectException) {
      return "no connection";
    }
    return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
  }

  private void fetch(CatalogEntry entry, Part part, Path target, URI address) throws IOException {
    HttpURLConnection connection = connection(address);
    try (InputStream body = connection.getInputStream()) {
      long total = connection.getContentLengthLong();
      LongConsumer progress = bytes -> listener.progress(part.fileName(), bytes, total);
      long bound = entry.unpackedBytes(part) + (1 << 16); // gzip makes no file much larger
      Path cache = Files.createDirectories(target.getParent());
      // With the permissions of any new file: a cache may be shared.
      Path temporary = Files.createFile(cache.resolve("." + UUID.randomUUID() + PART));
      try {
        removeAbandoned(temporary);
        try (OutputStream file = Files.newOutputStream(temporary)) {
          receive(body, file, bound, progress);
        }
        verify(entry, part, Files.newInputStream(temporary));
        Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
      } finally {
        Files.deleteIfExists(temporary);
      }
    }
  }

  /** Writes what comes into a file; an error if it stalls or never ends. */
  private void receive(InputStream body, OutputStream file, long bound, LongConsumer progress)
      throws IOException {
    byte[] buffer = new byte[1 << 16];
    long bytes = 0;
    while (true) {
      progress.accept(bytes);
      int count;
      try {
        count = body.read(buffer);
      } catch (IOException e) {
        String why = e instanceof SocketTimeoutException ? "no more data arrived" : e.getMessage();
        throw new IOException("the download stopped after " + bytes + " bytes: " + why, e);
      }
      if (count < 0) {
        return;
      }
      bytes += count;
      if (bytes > bound) {
        throw new IOException("more than " + bound + " bytes, longer than the file can be");
      }
      file.write(buffer, 0, count);
    }
  }

  /** Removes what killed processes left: files far older than one that was made now. */
  private static void removeAbandoned(Path made) throws IOException {
    Instant now = Files.getLastModifiedTime(made).toInstant();
    IOFileFilter abandoned =
        new PrefixFileFilter(".")
            .and(new SuffixFileFilter(PART))
            .and(new AgeFileFilter(now.minus(ABANDONED)));
    FileUtils.listFiles(made.getParent().toFile(), abandoned, null)
        .forEach(FileUtils::deleteQuietly);
  }

  private HttpURLConnection connection(URI address) throws IOException {
    Proxy proxy = proxies.select(address).get(0);
    if (proxy.type() == Proxy.Type.DIRECT && !isLookedUp(address.getHost())) {
      throw new IOException("no answer from the name server in time");
    }
    HttpURLConnection connection = (HttpURLConnection) address.toURL().openConnection(proxy);
    connection.setConnectTimeout((int) limits.connect().toMillis());
    connection.setReadTimeout((int) limits.stall().toMillis());
    connection.setRequestProperty("User-Agent", "batchnorm-lab");
    if (connection.getResponseCode() != HttpURLConnection.HTTP_OK) {
      connection.disconnect();
      String host = connection.getURL().getHost();
      throw new IOException("HTTP status " + connection.getResponseCode() + " from " + host);
    }
    if (String.valueOf(connection.getContentType()).startsWith("text/html")) {
      connection.disconnect();
      throw new IOException("a web page instead of the file");
    }
    return connection;
  }

  /** Whether the name server answers in time: where there is no network, it may not. */
  private boolean isLookedUp(String host) {
    return CompletableFuture.runAsync(() -> Uncheck.get(() -> InetAddress.getByName(host)))
        .handle((nothing, failure) -> true)
        .completeOnTimeout(false, limits.connect().toMillis(), TimeUnit.MILLISECONDS)
        .join();
  }

  private static void verify(CatalogEntry entry, Part part, InputStream raw) throws IOException {
    String name = "the file";
    InputStream content = ContentStream.unpacked(name, raw, true);
    String found = ContentStream.sha256(name, content, entry.unpackedBytes(part));
    if (!found.equals(entry.sha256().get(part))) {
      throw new IOException("wrong content: SHA-256 " + found);
    }
  }
}
