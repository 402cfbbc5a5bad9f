package io.github.bnlab.recording.files;

import com.google.gson.annotations.SerializedName;
import java.util.List;

/**
 * {@code limits.json} of an experiment: up to which value of a setting its trials still train.
 *
 * @param setting dotted key
 * @param low lowest value tried
 * @param high highest value tried
 * @param tolerance a limit counts as found when the smallest value that fails is at most so many
 *     times the largest one that trains
 * @param failsWhen what counts as failing, in words
 * @param variants one for each set of trials that differ in their seed alone
 */
public record Limits(
    String setting,
    double low,
    double high,
    double tolerance,
    @SerializedName("fails_when") List<String> failsWhen,
    List<Variant> variants) {
  public Limits {
    if (setting == null || variants == null) {
      throw new RecordException("setting or variants is missing");
    }
    failsWhen = failsWhen == null ? List.of() : List.copyOf(failsWhen);
    variants = List.copyOf(variants);
  }

  /**
   * The limit of trials that differ in their seed alone.
   *
   * @param name {@code key=value} of the settings that tell it from the others
   * @param seeds how many trials
   * @param trained the largest value with which all trained, or null
   * @param failed the smallest value with which all failed, or null
   * @param limit geometric mean over the seeds of {@code sqrt(largest trained * smallest failed)},
   *     or null where one has no limit between the ends
   * @param ratio limit divided by that of the first variant, or null
   */
  public record Variant(
      @SerializedName("variant") String name,
      int seeds,
      @SerializedName("all_trained_at") Double trained,
      @SerializedName("all_failed_at") Double failed,
      Double limit,
      @SerializedName("ratio_to_first") Double ratio) {
    public Variant {
      if (name == null) {
        throw new RecordException("the name of a variant is missing");
      }
    }
  }
}
