package io.github.bnlab.report.page;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** Addresses of records, as seen from the page. */
final class Addresses {
  private Addresses() {}

  /**
   * The relative address of a folder, so that the results can be moved as a whole; it begins with a
   * dot, so that no name can be taken for a scheme.
   */
  static String link(Path page, Path folder) {
    Path from = page.toAbsolutePath().normalize().getParent();
    Path to = folder.toAbsolutePath().normalize();
    if (!to.getRoot().equals(from.getRoot())) {
      return to.toUri().toString();
    }
    StringBuilder link = new StringBuilder("./");
    for (Path part : from.relativize(to)) {
      String name = URLEncoder.encode(part.toString(), StandardCharsets.UTF_8);
      link.append(name.replace("+", "%20")).append(name.isEmpty() ? "" : "/");
    }
    return link.toString();
  }
}
