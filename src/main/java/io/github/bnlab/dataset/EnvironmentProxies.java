package io.github.bnlab.dataset;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Proxies as the customary environment variables name them ({@code https_proxy}, {@code
 * http_proxy}, {@code all_proxy}, {@code no_proxy}), which Java itself does not read.
 */
final class EnvironmentProxies extends ProxySelector {
  /** Names of hosts may have underscores, unlike those of a URI. */
  private static final Pattern ADDRESS =
      Pattern.compile("(?:\\w+://)?(?:[^/@]*@)?([^/:@]+|\\[[^]]+])(?::(\\d{1,5}))?(?:/.*)?");

  private static final int DEFAULT_PORT = 80;
  private static final int SOCKS_PORT = 1080;

  private final Map<String, String> environment;

  EnvironmentProxies(Map<String, String> environment) {
    this.environment = environment;
  }

  /** Java's own proxy settings where there are any, else those of the environment. */
  static ProxySelector ofUser() {
    boolean set =
        List.of("http.proxyHost", "https.proxyHost", "socksProxyHost", "java.net.useSystemProxies")
            .stream()
            .anyMatch(key -> System.getProperty(key) != null);
    return set ? ProxySelector.getDefault() : new EnvironmentProxies(System.getenv());
  }

  /**
   * The proxy for an address, or none.
   *
   * @throws DataException if the variable does not name one
   */
  @Override
  public List<Proxy> select(URI uri) {
    Optional<String> set =
        Stream.of(uri.getScheme() + "_proxy", "all_proxy")
            .filter(name -> !variable(name).isBlank())
            .findFirst();
    if (set.isEmpty() || excepted(uri.getHost())) {
      return List.of(Proxy.NO_PROXY);
    }
    String address = variable(set.get()).strip();
    Matcher proxy = ADDRESS.matcher(address);
    boolean socks = address.matches("(?i)socks\\w*://.*");
    int usual = socks ? SOCKS_PORT : DEFAULT_PORT;
    int port =
        !proxy.matches() ? -1 : proxy.group(2) == null ? usual : Integer.parseInt(proxy.group(2));
    if (port < 0 || port > 65_535) {
      // What it holds may have a password.
      throw new DataException(
          set.get() + " is not the address of a proxy, http://HOST:PORT or socks5://HOST:PORT");
    }
    return List.of(
        new Proxy(
            socks ? Proxy.Type.SOCKS : Proxy.Type.HTTP,
            InetSocketAddress.createUnresolved(proxy.group(1), port)));
  }

  private boolean excepted(String host) {
    return Arrays.stream(variable("no_proxy").split(","))
        .map(String::strip)
        .filter(entry -> !entry.isEmpty())
        .map(entry -> entry.startsWith(".") ? entry.substring(1) : entry)
        .anyMatch(name -> name.equals("*") || host.equals(name) || host.endsWith("." + name));
  }

  /** Lower case goes before upper case, as in curl. */
  private String variable(String name) {
    String upper = environment.getOrDefault(name.toUpperCase(Locale.ROOT), "");
    return environment.getOrDefault(name, upper);
  }

  @Override
  public void connectFailed(URI uri, SocketAddress address, IOException failure) {
    // The failure itself reaches the user; there is no second proxy to try.
  }
}
