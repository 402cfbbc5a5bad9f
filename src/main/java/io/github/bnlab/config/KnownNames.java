package io.github.bnlab.config;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** Names that configurations know. */
public final class KnownNames {
  private KnownNames() {}

  /**
   * The dotted keys of the settings that a name means: {@code learning-rate} and {@code lr} are
   * training.learningRate.
   */
  public static List<String> keysCalled(String name) {
    return Schema.elsewhere(name);
  }

  /** What a constant is called in configurations and records, such as {@code built-in}. */
  public static String label(Enum<?> constant) {
    return constant instanceof NetworkKind network
        ? network.label()
        : constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** What the constants of an enumeration are called in configurations and records. */
  public static List<String> labels(Class<?> type) {
    return Arrays.stream(type.getEnumConstants()).map(c -> label((Enum<?>) c)).toList();
  }
}
