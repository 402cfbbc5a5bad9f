package io.github.bnlab.config;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** YAML values with their positions in the file. */
sealed interface Tree {
  /** Where the value was written. */
  Origin origin();

  /** The value on one line, as messages, names and listings show it. */
  String text();

  /** An error at the position of the value. */
  default ConfigException error(String message) {
    return origin().error(message);
  }

  /** {@code KEY is VALUE; expected EXPECTATION}, at the position of the value. */
  default ConfigException expected(String key, String expectation) {
    boolean quoted = this instanceof Scalar scalar && scalar.quoted();
    String shown = (quoted ? "the quoted text " : "") + Require.shown(text());
    return error(key + " is " + shown + "; expected " + expectation);
  }

  /**
   * A single value.
   *
   * @param text as written, without quotes
   * @param quoted whether it was a quoted or block text, never a number
   */
  record Scalar(String text, boolean quoted, Origin origin) implements Tree {
    private static final Set<String> NULLS = Set.of("", "~", "null", "Null", "NULL");

    boolean isNull() {
      return !quoted && NULLS.contains(text);
    }
  }

  /** A list. */
  record Sequence(List<Tree> items, Origin origin) implements Tree {
    public Sequence {
      items = List.copyOf(items);
    }

    @Override
    public String text() {
      return items.stream().map(Tree::text).collect(Collectors.joining(", ", "[", "]"));
    }
  }

  /** The mark of a value that a layer takes away from the layers below it. */
  record Absent(Origin origin) implements Tree {
    @Override
    public String text() {
      return "";
    }
  }

  /** A key and its value. */
  record Entry(Origin key, Tree value) {}

  /** Keys and values, in the order in which they were written. */
  record Mapping(Map<String, Entry> entries, Origin origin) implements Tree {
    public Mapping {
      entries = Collections.unmodifiableMap(new LinkedHashMap<>(entries));
    }

    static Mapping empty(Origin origin) {
      return new Mapping(Map.of(), origin);
    }

    @Override
    public String text() {
      return entries.entrySet().stream()
          .map(entry -> entry.getKey() + ": " + entry.getValue().value().text())
          .collect(Collectors.joining(", ", "{", "}"));
    }

    /** The value of a key of this mapping itself, null where it has none. */
    Tree get(String key) {
      Entry entry = entries.get(key);
      return entry == null ? null : entry.value();
    }

    /** The value at a dotted key. */
    Optional<Tree> find(String dotted) {
      int dot = dotted.indexOf('.');
      if (dot < 0) {
        return Optional.ofNullable(get(dotted));
      }
      return get(dotted.substring(0, dot)) instanceof Mapping inner
          ? inner.find(dotted.substring(dot + 1))
          : Optional.empty();
    }

    /** This mapping with the value at a dotted key, in the place of the old one if there was. */
    Mapping with(String dotted, Tree value) {
      Map<String, Entry> changed = new LinkedHashMap<>(entries);
      int dot = dotted.indexOf('.');
      if (dot < 0) {
        changed.put(dotted, new Entry(value.origin(), value));
        return new Mapping(changed, origin);
      }
      String head = dotted.substring(0, dot);
      Entry old = entries.get(head);
      boolean inside = old != null && old.value() instanceof Mapping;
      Mapping inner = inside ? (Mapping) old.value() : empty(value.origin());
      Origin key = inside ? old.key() : value.origin();
      changed.put(head, new Entry(key, inner.with(dotted.substring(dot + 1), value)));
      return new Mapping(changed, origin);
    }

    /** This mapping without one of its direct keys. */
    Mapping without(String key) {
      Map<String, Entry> changed = new LinkedHashMap<>(entries);
      changed.remove(key);
      return new Mapping(changed, origin);
    }

    /** All values that are not mappings themselves, by dotted key. */
    List<Leaf> leaves() {
      List<Leaf> leaves = new ArrayList<>();
      entries.forEach(
          (key, entry) -> {
            if (entry.value() instanceof Mapping inner && !inner.entries.isEmpty()) {
              inner.leaves().forEach(leaf -> leaves.add(leaf.below(key)));
            } else {
              leaves.add(new Leaf(key, entry.key(), entry.value()));
            }
          });
      return leaves;
    }
  }

  /** A value that is not a mapping, its dotted key, and where the last word of that stands. */
  record Leaf(String key, Origin at, Tree value) {
    Leaf below(String parent) {
      return new Leaf(parent + "." + key, at, value);
    }
  }
}
