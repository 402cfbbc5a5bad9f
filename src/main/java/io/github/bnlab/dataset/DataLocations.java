package io.github.bnlab.dataset;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Folders in which data sets are looked for, first one first.
 *
 * @param named folders that the user named ({@code --data}, {@code BNLAB_DATA}); they must exist
 * @param cache the user's cache folder, where downloads go; it need not exist
 */
public record DataLocations(List<Path> named, Path cache) {
  /** Environment variable that names a folder of data sets. */
  public static final String VARIABLE = "BNLAB_DATA";

  public DataLocations {
    named = List.copyOf(named);
  }

  /**
   * The folders of this user on this machine.
   *
   * @param option value of {@code --data}, if given
   */
  public static DataLocations ofUser(Optional<Path> option) {
    return of(
        option,
        System.getenv(),
        System.getProperty("os.name", ""),
        Path.of(System.getProperty("user.home", ".")));
  }

  static DataLocations of(
      Optional<Path> option, Map<String, String> environment, String system, Path home) {
    List<Path> named = new ArrayList<>();
    option.ifPresent(folder -> named.add(existing(folder, "--data")));
    String variable = environment.getOrDefault(VARIABLE, "");
    if (!variable.isBlank()) {
      named.add(existing(Path.of(variable), VARIABLE));
    }
    Path cache = caches(environment, system.toLowerCase(Locale.ROOT), home);
    return new DataLocations(named, cache.resolve("bnlab").resolve("data"));
  }

  private static Path existing(Path folder, String origin) {
    if (!Files.isDirectory(folder)) {
      throw new DataException(
          ("%s names %s, which is not a folder; name the folder that holds mnist/ and"
                  + " fashion-mnist/")
              .formatted(origin, folder));
    }
    return folder;
  }

  /** Where the platform wants what can be fetched again. */
  private static Path caches(Map<String, String> environment, String system, Path home) {
    if (system.startsWith("mac")) {
      return home.resolve("Library").resolve("Caches");
    }
    boolean windows = system.startsWith("windows");
    String variable = environment.getOrDefault(windows ? "LOCALAPPDATA" : "XDG_CACHE_HOME", "");
    // The XDG specification has relative paths ignored.
    if (!variable.isBlank() && Path.of(variable).isAbsolute()) {
      return Path.of(variable);
    }
    return windows ? home.resolve("AppData").resolve("Local") : home.resolve(".cache");
  }

  /** All folders, in the order of search. */
  public List<Path> all() {
    return Stream.concat(named.stream(), Stream.of(cache)).toList();
  }

  /** Finds a file of a data set: in {@code FOLDER/NAME/}, else directly in {@code FOLDER}. */
  Optional<Path> find(String dataset, Part part) {
    return all().stream()
        .flatMap(folder -> List.of(folder.resolve(dataset), folder).stream())
        .flatMap(folder -> part.candidates().stream().map(folder::resolve))
        .filter(Files::isRegularFile)
        .findFirst();
  }
}
