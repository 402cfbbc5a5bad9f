package io.github.bnlab.dataset;

import io.github.bnlab.dataset.Downloader.Limits;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.commons.lang3.StringUtils;

/** Catalogued data sets: found on this machine, else fetched. */
public final class DataStore {
  /**
   * Whether a file is what the catalog says.
   *
   * @param part which one
   * @param file where it is, or null
   * @param problem a sentence, or empty if there is no problem
   */
  public record Check(Part part, Path file, String problem) {}

  /** Gets files that are not on this machine. */
  @FunctionalInterface
  interface Fetcher {
    /**
     * Puts a file of a data set, gzipped and verified, in its place.
     *
     * @throws MissingDataException if it is not available; the message says why
     */
    void fetch(CatalogEntry entry, Part part, Path target);
  }

  private final DataLocations locations;
  private final Fetcher fetcher;

  /** Looks in the given folders; downloads without a listener. */
  public DataStore(DataLocations locations) {
    this(locations, DownloadListener.SILENT);
  }

  /** Looks in the given folders; the listener hears of downloads. */
  public DataStore(DataLocations locations, DownloadListener listener) {
    this(locations, new Downloader(listener, Limits.USUAL, EnvironmentProxies.ofUser()));
  }

  DataStore(DataLocations locations, Fetcher fetcher) {
    this.locations = locations;
    this.fetcher = fetcher;
  }

  /** The files of a data set that are on this machine; downloads nothing. */
  public Map<Part, Path> found(CatalogEntry entry) {
    Map<Part, Path> files = new EnumMap<>(Part.class);
    for (Part part : Part.values()) {
      locations.find(entry.name(), part).ifPresent(file -> files.put(part, file));
    }
    return files;
  }

  /** The folder of a data set, if none of its files is missing. */
  public Optional<Path> folder(CatalogEntry entry) {
    Map<Part, Path> files = found(entry);
    return files.size() == Part.values().length
        ? Optional.of(files.get(Part.TRAINING_IMAGES).getParent())
        : Optional.empty();
  }

  /**
   * Finds the files of a data set, downloads those that are missing into the cache folder.
   *
   * @throws DataException if one of them is not available
   */
  public Map<Part, Path> obtain(CatalogEntry entry) {
    Map<Part, Path> files = found(entry);
    for (Part part : Part.values()) {
      files.computeIfAbsent(part, missing -> fetch(entry, missing));
    }
    return files;
  }

  private Path fetch(CatalogEntry entry, Part part) {
    Path target = locations.cache().resolve(entry.name()).resolve(part.fileName() + ".gz");
    try {
      fetcher.fetch(entry, part, target);
      return target;
    } catch (MissingDataException e) {
      String folders =
          locations.all().stream().map(Path::toString).collect(Collectors.joining(", "));
      throw new MissingDataException(
          ("%s of %s was not found in %s and could not be downloaded (%s); name the folder that"
                  + " holds it with --data or %s, or train on drawn digits instead with `bnlab run"
                  + " CONFIG fallback=%s`")
              .formatted(
                  part.fileName(),
                  entry.name(),
                  folders,
                  e.getMessage(),
                  DataLocations.VARIABLE,
                  SyntheticDigits.NAME),
          "it is not in %s and could not be downloaded (%s)".formatted(folders, e.reason()));
    }
  }

  /** Checks every file of a data set against the catalog; downloads nothing. */
  public List<Check> verify(CatalogEntry entry) {
    List<Check> checks = new ArrayList<>();
    for (Part part : Part.values()) {
      Optional<Path> file = locations.find(entry.name(), part);
      String problem =
          file.map(found -> problem(entry, part, found))
              .orElse("is not there; `bnlab data fetch %s` downloads it".formatted(entry.name()));
      checks.add(new Check(part, file.orElse(null), problem));
    }
    return checks;
  }

  private static String problem(CatalogEntry entry, Part part, Path file) {
    String found;
    try {
      InputStream content = ContentStream.open(file);
      found = ContentStream.sha256(file.toString(), content, entry.unpackedBytes(part));
    } catch (DataException e) {
      String fault = StringUtils.substringBefore(e.getMessage(), ";");
      return "%s; delete it and run `bnlab data fetch %s`".formatted(fault, entry.name());
    }
    try {
      checkSha256(entry, part, file, found);
      return "";
    } catch (DataException e) {
      return e.getMessage();
    }
  }

  /** Refuses a file whose content is not the catalogued one. */
  static void checkSha256(CatalogEntry entry, Part part, Path file, String found) {
    String expected = entry.sha256().get(part);
    if (!found.equals(expected)) {
      Optional<CatalogEntry> other =
          CatalogEntry.all().stream()
              .filter(one -> found.equals(one.sha256().get(part)))
              .findFirst();
      if (other.isPresent()) {
        String name = other.get().name();
        throw new DataException(
            "%s is that of %s, not of %s; put the files of each data set into a folder of its name: %s and %s"
                .formatted(
                    file,
                    name,
                    entry.name(),
                    file.resolveSibling(name),
                    file.resolveSibling(entry.name())));
      }
      throw new DataException(
          ("%s is not the %s of %s: SHA-256 of its unpacked content is %s, expected %s; delete"
                  + " it and run `bnlab data fetch %s`, or, if the data is your own, name your files: dataset: {name:"
                  + " MY-NAME, images: ..., labels: ..., testImages: ..., testLabels: ...}")
              .formatted(file, part.fileName(), entry.name(), found, expected, entry.name()));
    }
  }
}
