package io.github.bnlab.config;

import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** Single values to numbers, switches, texts and constants. */
final class ScalarReader {
  private static final Pattern WHOLE = Pattern.compile("[-+]?[0-9]+");
  private static final Pattern DECIMAL =
      Pattern.compile("[-+]?(\\.[0-9]+|[0-9]+(\\.[0-9]*)?)([eE][-+]?[0-9]+)?");

  private static final Set<String> INFINITE = Set.of(".inf", "+.inf", "-.inf", ".nan");

  private ScalarReader() {}

  /** The value of the type, or an error that says what was expected instead. */
  static Object read(Class<?> type, Tree.Scalar value, String key) {
    if (type == String.class) {
      return value.text();
    }
    if (type.isEnum()) {
      return constant(type, value, key);
    }
    String text = value.quoted() ? "" : value.text();
    if (type == boolean.class) {
      require(text.equals("true") || text.equals("false"), value, key, "true or false");
      return Boolean.valueOf(text);
    }
    if (type == double.class) {
      return decimal(text, value, key);
    }
    boolean isLong = type == long.class;
    require(WHOLE.matcher(text).matches(), value, key, "a whole number");
    try {
      return isLong ? (Object) Long.valueOf(text) : (Object) Integer.valueOf(text);
    } catch (NumberFormatException e) {
      throw expected(
          value,
          key,
          "a whole number between "
              + (isLong ? Long.MIN_VALUE : Integer.MIN_VALUE)
              + " and "
              + (isLong ? Long.MAX_VALUE : Integer.MAX_VALUE));
    }
  }

  private static Double decimal(String text, Tree.Scalar value, String key) {
    if (INFINITE.contains(text)) {
      return text.endsWith("nan")
          ? Double.NaN
          : text.startsWith("-") ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY;
    }
    require(DECIMAL.matcher(text).matches(), value, key, "a number");
    return Double.valueOf(text);
  }

  private static Object constant(Class<?> type, Tree.Scalar value, String key) {
    String text = value.text();
    for (Object constant : type.getEnumConstants()) {
      if (KnownNames.label((Enum<?>) constant).equals(text)) {
        return constant;
      }
    }
    List<String> labels = KnownNames.labels(type);
    throw expected(value, key, String.join(", ", labels) + Similar.hint(value.text(), labels));
  }

  private static void require(boolean condition, Tree value, String key, String expectation) {
    if (!condition) {
      throw expected(value, key, expectation);
    }
  }

  static ConfigException expected(Tree value, String key, String expectation) {
    boolean quoted = value instanceof Tree.Scalar scalar && scalar.quoted();
    return value
        .origin()
        .error(
            key
                + " is "
                + (quoted ? "the quoted text " : "")
                + Require.shown(value.text())
                + "; expected "
                + expectation);
  }
}
