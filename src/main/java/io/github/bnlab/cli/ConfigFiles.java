package io.github.bnlab.cli;

import io.github.bnlab.config.ConfigException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Finds configurations by path or, for those that come with the program, by name. */
final class ConfigFiles {
  private static final String ENDING = ".yaml";
  private static final String FOLDER = "configs";

  /** Configurations, and folders of configurations. */
  private static final int DEPTH = 2;

  /** The folder of the program; the launcher says where it is. */
  private final Path home;

  ConfigFiles(Path home) {
    this.home = home;
  }

  static ConfigFiles ofProcess() {
    return new ConfigFiles(ProgramFolder.orHere());
  }

  /**
   * The file that the user means: a path, else a path in the program's folder, else the name of one
   * of the program's configurations.
   *
   * @throws ConfigException if there is no such file
   */
  Path find(String given) {
    Path path = Path.of(given);
    List<Path> candidates =
        List.of(path, home.resolve(path), home.resolve(FOLDER).resolve(given + ENDING));
    return candidates.stream()
        .filter(Files::isRegularFile)
        .findFirst()
        .map(ConfigFiles::shortest)
        .orElseThrow(() -> missing(given));
  }

  /** Configurations that come with the program, sorted by name. */
  List<Path> all() {
    Path folder = home.resolve(FOLDER);
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.walk(folder, DEPTH)) {
      return files.filter(file -> file.toString().endsWith(ENDING)).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The names of the configurations that come with the program. */
  static final class Names implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
      ConfigFiles files = ofProcess();
      return files.all().stream().map(files::nameOf).iterator();
    }
  }

  /** The name by which {@link #find} finds a configuration of the program. */
  String nameOf(Path file) {
    String name = home.resolve(FOLDER).relativize(file).toString().replace('\\', '/');
    return name.substring(0, name.length() - ENDING.length());
  }

  /** Relative to the working directory where the file lies below it: messages name it. */
  private static Path shortest(Path file) {
    Path here = Path.of("").toAbsolutePath();
    return file.isAbsolute() && file.startsWith(here) ? here.relativize(file) : file;
  }

  private ConfigException missing(String given) {
    String known = all().stream().map(this::nameOf).collect(Collectors.joining(", "));
    return new ConfigException(
        String.format(
            Locale.ROOT,
            "There is no configuration %s. Give the path of a YAML file or one of: %s.",
            given,
            known));
  }
}
