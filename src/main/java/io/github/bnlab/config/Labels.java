package io.github.bnlab.config;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** What constants are called in configurations and records. */
final class Labels {
  private Labels() {}

  /** {@code BUILT_IN} is {@code built-in}; a network has its own label. */
  static String of(Enum<?> constant) {
    return constant instanceof NetworkKind network
        ? network.label()
        : constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  static List<String> all(Class<?> type) {
    return Arrays.stream(type.getEnumConstants()).map(c -> of((Enum<?>) c)).toList();
  }
}
