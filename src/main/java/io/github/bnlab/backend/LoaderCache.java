package io.github.bnlab.backend;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the cache of Linux's loader lists of NVIDIA's libraries. */
final class LoaderCache {
  private static final Pattern LINE =
      Pattern.compile("\\s*libcu\\S+ \\(libc6,x86-64[^)]*\\) => (\\S+)");

  private LoaderCache() {}

  /** The cache of this machine, from {@code ldconfig -p}; empty if there is no cache. */
  static List<Path> here() {
    for (String command : List.of("/sbin/ldconfig", "/usr/sbin/ldconfig")) {
      if (Files.isExecutable(Path.of(command))) {
        try {
          Process process =
              new ProcessBuilder(command, "-p")
                  .redirectError(ProcessBuilder.Redirect.DISCARD)
                  .start();
          return parse(new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
          return List.of();
        }
      }
    }
    return List.of();
  }

  /** Files of lines such as {@code libcudnn.so.8 (libc6,x86-64) => /usr/lib/libcudnn.so.8}. */
  static List<Path> parse(String output) {
    return output
        .lines()
        .map(LINE::matcher)
        .filter(Matcher::matches)
        .map(matcher -> Path.of(matcher.group(1)))
        .toList();
  }
}
