package io.github.bnlab.dataset;

import io.github.bnlab.config.DatasetConfig;
import io.github.bnlab.config.TrialConfig.Fallback;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.commons.codec.digest.DigestUtils;

/**
 * Turns the name of a data set, or paths of the user's files, into the splits of a trial: the last
 * examples of the training file are held out for validation, the first ones of the rest are trained
 * on.
 *
 * @param store finds or fetches data sets of the catalog
 */
public record DatasetLoader(DataStore store) {
  private static final int DRAWN_TRAINING = 60_000;
  private static final int DRAWN_TEST = 10_000;

  /** Where the test images begin in the endless sequence of drawn digits. */
  private static final long FIRST_TEST = 1L << 40;

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
      return new Reading(config, Optional.empty(), ownFiles(config)).load();
    }
    if (config.name().equals(SyntheticDigits.NAME)) {
      return draw(config, "");
    }
    CatalogEntry entry = CatalogEntry.find(config.name()).orElseThrow();
    Map<Part, Path> files;
    try {
      files = store.obtain(entry);
    } catch (MissingDataException e) {
      if (fallback == Fallback.SYNTHETIC_DIGITS) {
        return draw(config, e.reason());
      }
      throw e;
    }
    return new Reading(config, Optional.of(entry), files).load();
  }

  /**
   * Reads a pair of the user's files.
   *
   * @throws DataException where they cannot be used
   */
  public static ImageSet read(Path images, Path labels) {
    return IdxFile.readPair(images, labels).set();
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
  private static final class Reading {
    private final DatasetConfig config;
    private final Optional<CatalogEntry> entry;
    private final Map<Part, Path> files;
    private final Map<String, String> sha256 = new HashMap<>();

    Reading(DatasetConfig config, Optional<CatalogEntry> entry, Map<Part, Path> files) {
      this.config = config;
      this.entry = entry;
      this.files = files;
    }

    LoadedData load() {
      ImageSet training = read(Part.TRAINING_IMAGES, Part.TRAINING_LABELS);
      ImageSet test =
          files.containsKey(Part.TEST_IMAGES)
              ? read(Part.TEST_IMAGES, Part.TEST_LABELS)
              : ImageSet.none();
      return cut(config, training, test, sha256);
    }

    private ImageSet read(Part images, Part labels) {
      IdxFile.Pair read = IdxFile.readPair(files.get(images), files.get(labels));
      note(images, read.imagesSha256());
      note(labels, read.labelsSha256());
      return read.set();
    }

    private void note(Part part, String found) {
      Path file = files.get(part);
      entry.ifPresent(known -> DataStore.checkSha256(known, part, file, found));
      sha256.put(entry.isPresent() ? part.fileName() : file.toString(), found);
    }
  }

  /** Cuts files into splits. */
  static LoadedData cut(
      DatasetConfig config, ImageSet training, ImageSet test, Map<String, String> sha256) {
    int held = config.validationExamples();
    int left = training.size() - held;
    check("validationExamples", held, training.size() - 1);
    check("trainingExamples", config.trainingExamples(), left);
    check("testExamples", config.testExamples(), test.size());
    return new LoadedData(
        config.name(),
        "",
        training.slice(0, orAll(config.trainingExamples(), left)),
        training.slice(left, held),
        test.slice(0, orAll(config.testExamples(), test.size())),
        sha256);
  }

  /**
   * Draws synthetic digits in the place of files of 60,000 and 10,000 images (or more, if asked
   * for): only the images that are used are drawn.
   *
   * @param missing why they replace the requested data set; empty if they do not
   */
  static LoadedData draw(DatasetConfig config, String missing) {
    int held = config.validationExamples();
    long asked = (long) config.trainingExamples() + held;
    check("trainingExamples and validationExamples", asked, IdxFile.MOST_IMAGES);
    check("validationExamples", config.trainingExamples() == 0 ? held : 0, DRAWN_TRAINING - 1);
    check("testExamples", config.testExamples(), IdxFile.MOST_IMAGES);
    int left = (int) Math.max(DRAWN_TRAINING, asked) - held;
    int used = orAll(config.trainingExamples(), left);
    int tested = orAll(config.testExamples(), DRAWN_TEST);
    IdxFile.requireRoom(SyntheticDigits.NAME, ((long) used + held + tested) * ImageSet.PIXELS);
    ImageSet training = SyntheticDigits.draw(config.seed(), 0, used);
    ImageSet validation = SyntheticDigits.draw(config.seed(), left, held);
    ImageSet test = SyntheticDigits.draw(config.seed(), FIRST_TEST, tested);
    MessageDigest digest = DigestUtils.getSha256Digest();
    for (ImageSet set : List.of(training, validation, test)) {
      digest.update(set.pixels());
      digest.update(set.labels());
    }
    return new LoadedData(
        SyntheticDigits.NAME,
        missing,
        training,
        validation,
        test,
        Map.of(SyntheticDigits.NAME, HexFormat.of().formatHex(digest.digest())));
  }

  private static int orAll(int asked, int all) {
    return asked == 0 ? all : asked;
  }

  private static void check(String key, long asked, long most) {
    if (asked > most) {
      throw new DataException(
          "dataset.%s asks for %d examples; there are %d to choose from; ask for fewer"
              .formatted(key, asked, most));
    }
  }
}
