package io.github.bnlab.dataset;

import io.github.bnlab.config.DatasetConfig;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.apache.commons.codec.digest.DigestUtils;

/**
 * Cuts a data set into the splits of a trial: the last examples of the training file are held out
 * for validation, the first ones of the rest are trained on.
 */
final class Splits {
  private static final int DRAWN_TRAINING = 60_000;
  private static final int DRAWN_TEST = 10_000;

  /** Where the test images begin in the endless sequence of drawn digits. */
  private static final long FIRST_TEST = 1L << 40;

  private Splits() {}

  /** Cuts files. */
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
    ImageSet training = SyntheticDigits.draw(config.seed(), 0, used);
    ImageSet validation = SyntheticDigits.draw(config.seed(), left, held);
    ImageSet test =
        SyntheticDigits.draw(config.seed(), FIRST_TEST, orAll(config.testExamples(), DRAWN_TEST));
    String sha256 = sha256(List.of(training, validation, test));
    return new LoadedData(
        SyntheticDigits.NAME,
        missing,
        training,
        validation,
        test,
        Map.of(SyntheticDigits.NAME, sha256));
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

  private static String sha256(List<ImageSet> sets) {
    MessageDigest digest = DigestUtils.getSha256Digest();
    for (ImageSet set : sets) {
      digest.update(set.pixels());
      digest.update(set.labels());
    }
    return HexFormat.of().formatHex(digest.digest());
  }
}
