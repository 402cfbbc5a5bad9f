package io.github.bnlab.backend;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A file system with NVIDIA's libraries, made of empty files from a list in the resources. */
final class Layout {
  private final Path root;
  private final List<Path> cache = new ArrayList<>();
  private final Map<String, String> environment = new HashMap<>();
  private boolean windows;

  private Layout(Path root) {
    this.root = root;
  }

  static CudaLibraries search(String name, Path root, Optional<Path> redistributed) {
    Layout layout = new Layout(root);
    text("layouts/" + name + ".txt").lines().forEach(layout::make);
    return new CudaLibraries.Search(layout.windows, layout.environment, root, layout.cache)
        .find(redistributed);
  }

  private void make(String line) {
    String[] words = line.split(" ", 2);
    switch (words[0]) {
      case "file" -> create(at(words[1]));
      case "cache" -> cache.add(at(words[1]));
      case "env" -> {
        String[] pair = words[1].split("=", 2);
        environment.put(pair[0], pair[1].replaceAll("(^|[:;\"])/", "$1" + root + "/"));
      }
      case "windows" -> windows = true;
      default -> {
        if (!words[0].equals("#")) {
          throw new IllegalArgumentException(line);
        }
      }
    }
  }

  private Path at(String path) {
    return root.resolve(path.substring(1));
  }

  private static void create(Path file) {
    try {
      Files.createDirectories(file.getParent());
      Files.createFile(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A resource of these tests. */
  static String text(String name) {
    try (InputStream in = Layout.class.getResourceAsStream("/cuda/" + name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
