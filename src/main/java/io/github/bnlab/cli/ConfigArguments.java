package io.github.bnlab.cli;

import io.github.bnlab.config.ConfigException;
import io.github.bnlab.config.Similar;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;
import picocli.CommandLine.Parameters;

/**
 * {@code CONFIG [key=value ...]}, the parameters of every command that takes an experiment. A
 * configuration is found by its path or, where it comes with the program, by its name.
 */
final class ConfigArguments {
  static final String SETTING = "key=value";

  private static final String ENDING = ".yaml";

  @Parameters(
      index = "0",
      paramLabel = "CONFIG",
      completionCandidates = Names.class,
      description = "YAML file, or the name of a configuration that `bnlab list` shows.")
  private String config;

  @Parameters(
      index = "1..*",
      arity = "0..*",
      paramLabel = SETTING,
      description =
          "Settings that replace those of the file, such as training.epochs=2. Several values, as in"
              + " training.seed=1,2,3, make a trial of each.")
  List<String> overrides = new ArrayList<>();

  Path file() {
    return find(config);
  }

  private static Path folder() {
    return ProgramFolder.orHere().resolve("configs");
  }

  /**
   * The file that the user means: a path, else a path in the program's folder, else the name of one
   * of the program's configurations.
   *
   * @throws ConfigException if there is no such file
   */
  static Path find(String given) {
    Path path = Path.of(given);
    Path home = ProgramFolder.orHere();
    return Stream.of(path, home.resolve(path), folder().resolve(given + ENDING))
        .filter(Files::isRegularFile)
        .findFirst()
        .map(ConfigArguments::shortest)
        .orElseThrow(() -> missing(given));
  }

  /** Configurations that come with the program, sorted by name. */
  static List<Path> all() {
    if (!Files.isDirectory(folder())) {
      return List.of();
    }
    try (Stream<Path> files = Files.walk(folder(), 2)) {
      return files.filter(file -> file.toString().endsWith(ENDING)).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The names of the configurations that come with the program. */
  static final class Names implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
      return all().stream().map(ConfigArguments::nameOf).iterator();
    }
  }

  /** The name by which {@link #find} finds a configuration of the program. */
  static String nameOf(Path file) {
    String name = folder().relativize(file).toString().replace('\\', '/');
    return name.substring(0, name.length() - ENDING.length());
  }

  /** Relative to the working directory where the file lies below it: messages name it. */
  private static Path shortest(Path file) {
    Path here = Path.of("").toAbsolutePath();
    return file.isAbsolute() && file.startsWith(here) ? here.relativize(file) : file;
  }

  private static ConfigException missing(String given) {
    List<String> known = all().stream().map(ConfigArguments::nameOf).toList();
    return new ConfigException(
        "there is no configuration '%s'; give the path of a YAML file, such as mine.yaml, or a name that `bnlab list` shows%s"
            .formatted(
                given,
                given.contains("=")
                    ? "; settings come after it: CONFIG " + given
                    : Similar.hint(given, known)));
  }
}
