package io.github.bnlab.dataset;

import io.github.bnlab.config.DatasetConfig;
import io.github.bnlab.config.TrialConfig.Fallback;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Turns the name of a data set, or paths of the user's files, into the splits of a trial. */
public final class DatasetLoader {
  private final DataStore store;

  /** Looks for catalogued data sets in the store. */
  public DatasetLoader(DataStore store) {
    this.store = store;
  }

  /**
   * Loads what a trial asks for.
   *
   * @param config what to load and how much of it
   * @param fallback what may stand in where files are neither found nor can be downloaded; damaged
   *     files are an error all the same
   * @throws DataException where the data cannot be used
   */
  public LoadedData load(DatasetConfig config, Fallback fallback) {
    if (config.ownFiles()) {
      return new Reading(config, Optional.empty(), ownFiles(config), new HashMap<>()).load();
    }
    if (config.name().equals(SyntheticDigits.NAME)) {
      return Splits.draw(config, "");
    }
    CatalogEntry entry = CatalogEntry.find(config.name()).orElseThrow();
    Map<Part, Path> files;
    try {
      files = store.obtain(entry);
    } catch (MissingDataException e) {
      if (fallback == Fallback.SYNTHETIC_DIGITS) {
        return Splits.draw(config, e.reason());
      }
      throw e;
    }
    return new Reading(config, Optional.of(entry), files, new HashMap<>()).load();
  }

  /**
   * Reads a pair of the user's files.
   *
   * @throws DataException where they cannot be used
   */
  public static ImageSet read(Path images, Path labels) {
    try (IdxRecordReader reader = new IdxRecordReader()) {
      return readAll(reader, images, labels);
    }
  }

  private static ImageSet readAll(IdxRecordReader reader, Path images, Path labels) {
    reader.open(images, labels);
    if (reader.rows() != Canvas.SIDE || reader.columns() != Canvas.SIDE) {
      throw new DataException(
          "%s holds images of %d x %d pixels; expected %d x %d; scale them"
              .formatted(images, reader.rows(), reader.columns(), Canvas.SIDE, Canvas.SIDE));
    }
    return reader.readAll();
  }

  private static Map<Part, Path> ownFiles(DatasetConfig config) {
    Map<Part, Path> files = new EnumMap<>(Part.class);
    files.put(Part.TRAINING_IMAGES, Path.of(config.images()));
    files.put(Part.TRAINING_LABELS, Path.of(config.labels()));
    if (config.testImages() != null) {
      files.put(Part.TEST_IMAGES, Path.of(config.testImages()));
      files.put(Part.TEST_LABELS, Path.of(config.testLabels()));
    }
    return files;
  }

  /** One reading of the files of a data set. */
  private record Reading(
      DatasetConfig config,
      Optional<CatalogEntry> entry,
      Map<Part, Path> files,
      Map<String, String> sha256) {

    LoadedData load() {
      ImageSet training = read(Part.TRAINING_IMAGES, Part.TRAINING_LABELS);
      ImageSet test =
          files.containsKey(Part.TEST_IMAGES)
              ? read(Part.TEST_IMAGES, Part.TEST_LABELS)
              : new ImageSet(Canvas.SIDE, Canvas.SIDE, new byte[0], new byte[0]);
      return Splits.cut(config, training, test, sha256);
    }

    private ImageSet read(Part images, Part labels) {
      try (IdxRecordReader reader = new IdxRecordReader()) {
        ImageSet set = readAll(reader, files.get(images), files.get(labels));
        note(images, reader.imagesSha256());
        note(labels, reader.labelsSha256());
        return set;
      }
    }

    private void note(Part part, String found) {
      Path file = files.get(part);
      entry.ifPresent(known -> DataStore.checkSha256(known, part, file, found));
      sha256.put(entry.isPresent() ? part.fileName() : file.toString(), found);
    }
  }
}
