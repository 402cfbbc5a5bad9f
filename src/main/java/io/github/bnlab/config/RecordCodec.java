package io.github.bnlab.config;

import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Records from settings and back, component by component. A component without a setting is null;
 * the defaults have one for each component that may not be null.
 */
final class RecordCodec {
  private static final Pattern WHOLE = Pattern.compile("[-+]?[0-9]+");
  private static final Pattern DECIMAL =
      Pattern.compile("[-+]?(\\.[0-9]+|[0-9]+(\\.[0-9]*)?)([eE][-+]?[0-9]+)?");

  private static final Map<String, Double> NOT_FINITE =
      Map.of(
          ".inf", Double.POSITIVE_INFINITY,
          "+.inf", Double.POSITIVE_INFINITY,
          "-.inf", Double.NEGATIVE_INFINITY,
          ".nan", Double.NaN);

  private RecordCodec() {}

  /** The record; errors of its constructor carry their key and no position. */
  static <R extends Record> R bind(Class<R> type, Map<String, Tree> settings, String key) {
    RecordShape shape = RecordShape.of(type);
    List<Object> values = new ArrayList<>();
    for (RecordComponent component : shape.components()) {
      values.add(value(component.getType(), settings, Schema.join(key, component.getName())));
    }
    return type.cast(shape.construct(values.toArray()));
  }

  private static Object value(Class<?> type, Map<String, Tree> settings, String key) {
    if (type.isRecord()) {
      boolean given = settings.keySet().stream().anyMatch(known -> known.startsWith(key + "."));
      return given ? bind(type.asSubclass(Record.class), settings, key) : null;
    }
    Tree value = settings.get(key);
    if (value == null) {
      return null;
    }
    if (type == List.class) {
      if (!(value instanceof Tree.Sequence list)) {
        throw value.expected(key, "all or a list, such as [" + value.text() + "]");
      }
      return list.items().stream().map(item -> scalar(item, key).text()).toList();
    }
    return single(type, scalar(value, key), key);
  }

  private static Tree.Scalar scalar(Tree value, String key) {
    if (!(value instanceof Tree.Scalar scalar) || scalar.isNull()) {
      throw value.expected(key, "a single value");
    }
    return scalar;
  }

  private static Object single(Class<?> type, Tree.Scalar value, String key) {
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
      Double special = NOT_FINITE.get(text);
      require(special != null || DECIMAL.matcher(text).matches(), value, key, "a number");
      return special != null ? special : Double.valueOf(text);
    }
    boolean isLong = type == long.class;
    require(WHOLE.matcher(text).matches(), value, key, "a whole number");
    try {
      return isLong ? (Object) Long.valueOf(text) : (Object) Integer.valueOf(text);
    } catch (NumberFormatException e) {
      long most = isLong ? Long.MAX_VALUE : Integer.MAX_VALUE;
      throw value.expected(key, "a whole number between " + (-most - 1) + " and " + most);
    }
  }

  private static Object constant(Class<?> type, Tree.Scalar value, String key) {
    for (Object constant : type.getEnumConstants()) {
      if (KnownNames.label((Enum<?>) constant).equals(value.text())) {
        return constant;
      }
    }
    List<String> labels = KnownNames.labels(type);
    throw value.expected(key, String.join(", ", labels) + Similar.hint(value.text(), labels));
  }

  private static void require(boolean condition, Tree value, String key, String expectation) {
    if (!condition) {
      throw value.expected(key, expectation);
    }
  }

  /** Components by name: maps, lists, labels, numbers and switches; without null ones. */
  static Map<String, Object> of(Record value) {
    return of(value, null);
  }

  /** The same, with {@code all} for a list of all places. */
  static Map<String, Object> of(Record value, List<String> places) {
    Map<String, Object> values = new LinkedHashMap<>();
    for (RecordComponent component : RecordShape.of(value.getClass()).components()) {
      Object part = RecordShape.get(value, component);
      if (part != null) {
        values.put(component.getName(), plain(part, places));
      }
    }
    return values;
  }

  private static Object plain(Object part, List<String> places) {
    if (part instanceof BatchNormConvention convention
        && BatchNormConventions.all().contains(convention)) {
      return convention.name();
    }
    if (part instanceof Record inner) {
      return of(inner, places);
    }
    if (part.equals(places)) {
      return "all";
    }
    return part instanceof Enum<?> constant ? KnownNames.label(constant) : part;
  }
}
