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

/**
 * Proxies as the customary environment variables name them ({@code https_proxy}, {@code
 * http_proxy}, {@code all_proxy}, {@code no_proxy}), which Java itself does not read.
 */
final class EnvironmentProxies extends ProxySelector {
  private static final int DEFAULT_PORT = 80;

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

  @Override
  public List<Proxy> select(URI uri) {
    String proxy = variable(uri.getScheme() + "_proxy");
    if (proxy.isBlank()) {
      proxy = variable("all_proxy");
    }
    if (proxy.isBlank() || excepted(uri.getHost())) {
      return List.of(Proxy.NO_PROXY);
    }
    URI address = URI.create(proxy.contains("://") ? proxy : "http://" + proxy);
    int port = address.getPort() < 0 ? DEFAULT_PORT : address.getPort();
    return List.of(
        new Proxy(Proxy.Type.HTTP, InetSocketAddress.createUnresolved(address.getHost(), port)));
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
