package io.github.bnlab.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EnvironmentProxiesTest {
  private static String select(String address, Map<String, String> environment) {
    Proxy proxy = new EnvironmentProxies(environment).select(URI.create(address)).get(0);
    InetSocketAddress found = (InetSocketAddress) proxy.address();
    return found == null ? "direct" : found.getHostString() + ":" + found.getPort();
  }

  @Test
  void schemeDecides() {
    Map<String, String> environment =
        Map.of("https_proxy", "http://proxy.example:3128", "HTTP_PROXY", "other.example");
    assertThat(select("https://a.example/x", environment)).isEqualTo("proxy.example:3128");
    assertThat(select("http://a.example/x", environment)).isEqualTo("other.example:80");
    assertThat(select("http://a.example/x", Map.of())).isEqualTo("direct");
    assertThat(select("http://a.example/x", Map.of("ALL_PROXY", "p:1"))).isEqualTo("p:1");
  }

  @Test
  void aSocksProxyIsOne() {
    URI address = URI.create("https://a.example/x");
    assertThat(new EnvironmentProxies(Map.of("all_proxy", "socks5h://p.example")).select(address))
        .containsExactly(
            new Proxy(Proxy.Type.SOCKS, InetSocketAddress.createUnresolved("p.example", 1080)));
  }

  @Test
  void aNameMayBeginAsASchemeDoes() {
    assertThat(select("https://a.example/x", Map.of("https_proxy", "socks-gateway:3128")))
        .isEqualTo("socks-gateway:3128");
    URI address = URI.create("https://a.example/x");
    assertThat(
            new EnvironmentProxies(Map.of("https_proxy", "socks-gateway:3128"))
                .select(address)
                .get(0)
                .type())
        .isEqualTo(Proxy.Type.HTTP);
  }

  @Test
  void exceptions() {
    Map<String, String> environment =
        Map.of("https_proxy", "p:1", "no_proxy", "localhost, .example.org,host.example");
    assertThat(select("https://localhost/", environment)).isEqualTo("direct");
    assertThat(select("https://a.example.org/", environment)).isEqualTo("direct");
    assertThat(select("https://host.example/", environment)).isEqualTo("direct");
    assertThat(select("https://myhost.example/", environment)).isEqualTo("p:1");
    assertThat(select("https://x/", Map.of("https_proxy", "p:1", "NO_PROXY", "*")))
        .isEqualTo("direct");
  }

  @Test
  void whatIsBlankCountsAsNotSet() {
    assertThat(select("http://x/", Map.of("http_proxy", " ", "all_proxy", "p:1"))).isEqualTo("p:1");
    assertThat(select("http://x/", Map.of("http_proxy", " ", "all_proxy", ""))).isEqualTo("direct");
    assertThat(select("http://x.y/", Map.of("http_proxy", "p:1", "no_proxy", ",,")))
        .isEqualTo("p:1");
  }

  @Test
  void lowerCaseGoesFirst() {
    assertThat(select("http://x/", Map.of("http_proxy", "low:1", "HTTP_PROXY", "up:2")))
        .isEqualTo("low:1");
    assertThat(select("http://x/", Map.of("http_proxy", "p:0"))).isEqualTo("p:0");
  }

  @ParameterizedTest
  @CsvSource({
    "http://my_proxy:3128, my_proxy:3128",
    "http://user:pass word@p:1/, p:1",
    "http://[::1]:8080, [::1]:8080",
    "p, p:80"
  })
  void addressesAreReadAsPeopleWriteThem(String proxy, String address) {
    assertThat(select("http://x/", Map.of("http_proxy", proxy))).isEqualTo(address);
  }

  @ParameterizedTest
  @ValueSource(strings = {"http://:3128", "http://p:port", "p:65536", "a b://p:1:2"})
  void whatIsNoAddressIsRefused(String proxy) {
    assertThatThrownBy(() -> select("http://x/", Map.of("http_proxy", proxy)))
        .isInstanceOf(DataException.class)
        .hasMessage(
            "http_proxy is not the address of a proxy, http://HOST:PORT or socks5://HOST:PORT");
  }

  @Test
  void settingsOfJavaGoBeforeTheEnvironment() {
    Properties before = System.getProperties();
    Properties without = (Properties) before.clone();
    List.of("http.proxyHost", "https.proxyHost", "socksProxyHost", "java.net.useSystemProxies")
        .forEach(without::remove);
    System.setProperties(without);
    try {
      assertThat(EnvironmentProxies.ofUser()).isInstanceOf(EnvironmentProxies.class);
      System.setProperty("socksProxyHost", "");
      assertThat(EnvironmentProxies.ofUser()).isSameAs(ProxySelector.getDefault());
    } finally {
      System.setProperties(before);
    }
  }
}
