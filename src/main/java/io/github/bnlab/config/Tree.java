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

    /** The value at a dotted key; null if it has no value, or the mark that it is absent. */
    Tree get(String dotted) {
      int dot = dotted.indexOf('.');
      if (dot >= 0) {
        return get(dotted.substring(0, dot)) instanceof Mapping inner
            ? inner.get(dotted.substring(dot + 1))
            : null;
      }
      Entry entry = entries.get(dotted);
      return entry == null || entry.value() instanceof Absent ? null : entry.value();
    }

    /** This mapping with the value at a dotted key, in the place of the old one if there was. */
    Mapping with(String dotted, Tree value) {
      int dot = dotted.indexOf('.');
      String head = dot < 0 ? dotted : dotted.substring(0, dot);
      Tree changed = value;
      if (dot >= 0) {
        Mapping inner = get(head) instanceof Mapping map ? map : empty(value.origin());
        changed = inner.with(dotted.substring(dot + 1), value);
      }
      Map<String, Entry> all = new LinkedHashMap<>(entries);
      all.put(head, new Entry(value.origin(), changed));
      return new Mapping(all, origin);
    }

    /** This mapping without the value at a dotted key, and without mappings that are empty then. */
    Mapping without(String dotted) {
      Map<String, Entry> left = new LinkedHashMap<>(entries);
      int dot = dotted.indexOf('.');
      if (dot < 0) {
        left.remove(dotted);
      } else if (get(dotted.substring(0, dot)) instanceof Mapping inner) {
        Mapping rest = inner.without(dotted.substring(dot + 1));
        left.computeIfPresent(
            dotted.substring(0, dot),
            (head, old) -> rest.entries.isEmpty() ? null : new Entry(old.key(), rest));
      }
      return new Mapping(left, origin);
    }

    /** All values that are not mappings themselves, by dotted key; no marks of what is absent. */
    List<Leaf> leaves() {
      return all().filter(leaf -> !(leaf.value() instanceof Absent)).toList();
    }

    /** The dotted keys of all single values and lists, and of all that is marked as absent. */
    List<String> keys() {
      return all().filter(leaf -> !(leaf.value() instanceof Mapping)).map(Leaf::key).toList();
    }

    private Stream<Leaf> all() {
      return entries.entrySet().stream()
          .flatMap(
              entry -> {
                Origin at = entry.getValue().key();
                Tree value = entry.getValue().value();
                return value instanceof Mapping inner && !inner.entries.isEmpty()
                    ? inner.all().map(leaf -> leaf.below(entry.getKey()))
                    : Stream.of(new Leaf(entry.getKey(), at, value));
              });
    }
  }

  /** A value that is not a mapping, its dotted key, and where the last word of that stands. */
  record Leaf(String key, Origin at, Tree value) {
    Leaf below(String parent) {
      return new Leaf(parent + "." + key, at, value);
    }
  }
}
