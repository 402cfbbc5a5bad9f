package io.github.bnlab.dataset;

import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import java.util.stream.Collectors;

/** Catalogued data sets on this machine. */
public final class DataStore {
  private final DataLocations locations;

  /** Looks in the given folders. */
  public DataStore(DataLocations locations) {
    this.locations = locations;
  }

  /**
   * Finds the files of a data set.
   *
   * @throws DataException where one of them is not to be had
   */
  public Map<Part, Path> obtain(CatalogEntry entry) {
    Map<Part, Path> files = new EnumMap<>(Part.class);
    for (Part part : Part.values()) {
      Path file =
          locations.find(entry.name(), part).orElseThrow(() -> missing(entry, part, locations));
      files.put(part, file);
    }
    return files;
  }

  private static MissingDataException missing(
      CatalogEntry entry, Part part, DataLocations locations) {
    String folders = locations.all().stream().map(Path::toString).collect(Collectors.joining(", "));
    return new MissingDataException(
        "%s of %s was looked for in %s and not found; name a folder that holds it with --data or BNLAB_DATA, or allow drawn digits to stand in with fallback: %s"
            .formatted(part.fileName(), entry.name(), folders, MadeUpDigits.NAME));
  }

  /** Refuses a file whose content is not the catalogued one. */
  static void checkSha256(CatalogEntry entry, Part part, Path file, String found) {
    String expected = entry.sha256().get(part);
    if (!found.equals(expected)) {
      throw new DataException(
          ("%s is not the %s of %s: SHA-256 of its unpacked content is %s, expected %s; get it anew,"
                  + " or, if the data is your own, name your files: dataset: {name: MY-NAME, images:"
                  + " ..., labels: ..., testImages: ..., testLabels: ...}")
              .formatted(file, part.fileName(), entry.name(), found, expected));
    }
  }
}
