package io.github.bnlab.config;

import java.util.List;

/** Names that configurations know, for listings. */
public final class KnownNames {
  private KnownNames() {}

  /** Networks, as the literature calls them. */
  public static List<NetworkName> networks() {
    return NetworkName.all();
  }

  /** Conventions of batch normalization. */
  public static List<BatchNormConvention> conventions() {
    return BatchNormConventions.all();
  }

  /** Implementations of normalization, as configurations call them. */
  public static List<String> implementations() {
    return Labels.all(BatchNormImplementation.class);
  }

  /** The dotted keys of all settings, in the order of the records. */
  public static List<String> keys() {
    return Schema.TRIAL.keys();
  }

  /** What a constant is called in configurations and records, such as {@code built-in}. */
  public static String label(Enum<?> constant) {
    return Labels.of(constant);
  }

  /** All settings with their defaults and a comment on each, as YAML. */
  public static String defaults() {
    return Defaults.TEXT;
  }
}
