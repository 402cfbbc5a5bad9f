package io.github.bnlab.config;

import java.lang.reflect.RecordComponent;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Records to plain maps, in the order of their components: the reverse of the binder. */
final class RecordValues {
  private RecordValues() {}

  /** Components by name: maps, lists, labels, numbers and switches; without null ones. */
  static Map<String, Object> of(Record value) {
    Map<String, Object> values = new LinkedHashMap<>();
    for (RecordComponent component : RecordShape.of(value.getClass()).components()) {
      Object part = RecordShape.get(value, component);
      if (part != null) {
        values.put(component.getName(), plain(part));
      }
    }
    return values;
  }

  private static Object plain(Object part) {
    if (part instanceof BatchNormConvention convention
        && BatchNormConventions.all().contains(convention)) {
      return convention.name();
    }
    if (part instanceof Record inner) {
      return of(inner);
    }
    return part instanceof Enum<?> constant ? Labels.of(constant) : part;
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
