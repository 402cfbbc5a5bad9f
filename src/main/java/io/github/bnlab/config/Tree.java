package io.github.bnlab.config;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

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

  /** A key and its value. */
  record Entry(Origin key, Tree value) {}

  /** Keys and values, in the order in which they were written. */
  record Mapping(Map<String, Entry> entries, Origin origin) implements Tree {
    public Mapping {
      entries = Collections.unmodifiableMap(new LinkedHashMap<>(entries));
    }

    @Override
    public String text() {
      return entries.entrySet().stream()
          .map(entry -> entry.getKey() + ": " + entry.getValue().value().text())
          .collect(Collectors.joining(", ", "{", "}"));
    }

    /** The value of a key, or null. */
    Tree get(String key) {
      return entries.containsKey(key) ? entries.get(key).value() : null;
    }

    /** All values that are not mappings with keys themselves, by dotted key. */
    List<Leaf> leaves() {
      return entries.entrySet().stream()
          .flatMap(
              entry -> {
                Origin at = entry.getValue().key();
                Tree value = entry.getValue().value();
                return value instanceof Mapping inner && !inner.entries.isEmpty()
                    ? inner.leaves().stream().map(leaf -> leaf.below(entry.getKey()))
                    : Stream.of(new Leaf(entry.getKey(), at, value));
              })
          .toList();
    }
  }

  /** A value that is not a mapping, its dotted key, and where the last word of that stands. */
  record Leaf(String key, Origin at, Tree value) {
    Leaf below(String parent) {
      return new Leaf(parent + "." + key, at, value);
    }
  }
}
