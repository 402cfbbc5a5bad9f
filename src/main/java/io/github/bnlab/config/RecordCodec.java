package io.github.bnlab.config;

import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Records from settings and back, component by component. A component of type {@code String},
 * {@code Integer} or {@code DeepNetConfig} may be missing and is then null; the constructors check
 * this, as they check ranges.
 */
final class RecordCodec {
  private RecordCodec() {}

  /** The record; errors of its constructor carry their key and no position. */
  static <R extends Record> R bind(Class<R> type, Tree.Mapping settings, String key) {
    RecordShape shape = RecordShape.of(type);
    List<Object> values = new ArrayList<>();
    for (RecordComponent component : shape.components()) {
      String name = component.getName();
      values.add(value(component.getType(), settings.get(name), Schema.join(key, name), settings));
    }
    return type.cast(shape.construct(values.toArray()));
  }

  private static Object value(Class<?> type, Tree value, String key, Tree.Mapping parent) {
    if (value == null) {
      if (type == String.class || type == Integer.class || type == DeepNetConfig.class) {
        return null;
      }
      throw parent.origin().error(key + " is missing; give it a value");
    }
    if (type.isRecord()) {
      if (!(value instanceof Tree.Mapping inner)) {
        throw ScalarReader.expected(value, key, "a map");
      }
      return bind(type.asSubclass(Record.class), inner, key);
    }
    if (type == List.class) {
      return texts(value, key);
    }
    return ScalarReader.read(type, scalar(value, key), key);
  }

  private static List<String> texts(Tree value, String key) {
    if (!(value instanceof Tree.Sequence sequence)) {
      throw ScalarReader.expected(value, key, "all or a list, such as [" + value.text() + "]");
    }
    List<String> texts = new ArrayList<>();
    for (Tree item : sequence.items()) {
      texts.add(scalar(item, key).text());
    }
    return texts;
  }

  private static Tree.Scalar scalar(Tree value, String key) {
    if (value instanceof Tree.Sequence) {
      throw ScalarReader.expected(
          value, key, "a single value; a list of values to try belongs below grid");
    }
    if (!(value instanceof Tree.Scalar scalar)) {
      throw ScalarReader.expected(value, key, "a single value");
    }
    if (scalar.isNull()) {
      throw value.origin().error(key + " has no value; give it a value, or remove the key");
    }
    return scalar;
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

  /** The same as settings, all from one place. */
  static Tree.Mapping fields(Record value, Origin origin) {
    return (Tree.Mapping) tree(of(value), origin);
  }

  private static Tree tree(Object value, Origin origin) {
    if (value instanceof Map<?, ?> map) {
      Map<String, Tree.Entry> entries = new LinkedHashMap<>();
      map.forEach(
          (key, part) -> entries.put((String) key, new Tree.Entry(origin, tree(part, origin))));
      return new Tree.Mapping(entries, origin);
    }
    if (value instanceof List<?> list) {
      return new Tree.Sequence(list.stream().map(item -> tree(item, origin)).toList(), origin);
    }
    return new Tree.Scalar(String.valueOf(value), value instanceof String, origin);
  }
}
