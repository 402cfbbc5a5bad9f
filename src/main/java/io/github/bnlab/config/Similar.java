package io.github.bnlab.config;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;
import org.apache.commons.text.similarity.JaroWinklerSimilarity;

/** The known name that a mistyped one probably means. */
public final class Similar {
  /** Below it, two names share so little that the suggestion would only confuse. */
  private static final double ALIKE = 0.8;

  private static final JaroWinklerSimilarity SIMILARITY = new JaroWinklerSimilarity();

  private Similar() {}

  /** The nearest of the known names, if any is near. */
  public static Optional<String> nearest(String name, Collection<String> known) {
    return known.stream()
        .filter(candidate -> score(name, candidate) >= ALIKE)
        .max(Comparator.comparingDouble(candidate -> score(name, candidate)));
  }

  /** {@code "; did you mean X?"}, or nothing. */
  public static String hint(String name, Collection<String> known) {
    return nearest(name, known).map(found -> "; did you mean " + found + "?").orElse("");
  }

  private static double score(String name, String candidate) {
    return SIMILARITY.apply(plain(name), plain(candidate));
  }

  private static String plain(String name) {
    return name.toLowerCase(Locale.ROOT).replaceAll("[-_ ]", "");
  }
}
