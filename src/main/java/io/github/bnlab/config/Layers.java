package io.github.bnlab.config;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Settings of several sources, one above the other. A layer is nested, checked and expanded once;
 * then {@code merge(lower, upper)} lets the upper one win, and {@code finish} ends it.
 */
final class Layers {
  /** The text of {@code defaults.yaml} beside this class, with a comment on every key. */
  static final String DEFAULTS_TEXT = defaultsText();

  /** The lowest layer: the defaults of all settings. */
  static final Tree.Mapping DEFAULTS = defaults();

  private Layers() {}

  private static String defaultsText() {
    try (InputStream in = Layers.class.getResourceAsStream("defaults.yaml")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Tree.Mapping defaults() {
    Tree.Mapping settings = (Tree.Mapping) YamlParser.ofText(Origin.DEFAULT, DEFAULTS_TEXT);
    Schema.TRIAL.check(settings, List.of());
    return expand(settings);
  }

  /** One value of one dotted key as a whole layer. */
  static Tree.Mapping of(String key, Tree value) {
    Tree inner = value instanceof Tree.Mapping map ? nest(map) : value;
    Tree.Mapping settings = Tree.Mapping.empty(value.origin()).with(key, inner);
    Schema.TRIAL.check(settings, List.of());
    return expand(settings);
  }

  /** Dotted keys to nested maps; what is then given twice is an error. */
  static Tree.Mapping nest(Tree.Mapping settings) {
    Tree.Mapping nested = Tree.Mapping.empty(settings.origin());
    for (Map.Entry<String, Tree.Entry> setting : settings.entries().entrySet()) {
      Tree.Entry entry = setting.getValue();
      Tree value = entry.value() instanceof Tree.Mapping inner ? nest(inner) : entry.value();
      String[] path = setting.getKey().split("\\.", -1);
      for (int i = path.length - 1; i >= 0; i--) {
        value =
            new Tree.Mapping(
                Map.of(path[i], new Tree.Entry(entry.key(), value)), settings.origin());
      }
      nested = join(nested, (Tree.Mapping) value, "");
    }
    return nested;
  }

  private static Tree.Mapping join(Tree.Mapping first, Tree.Mapping second, String parent) {
    Map<String, Tree.Entry> entries = new LinkedHashMap<>(first.entries());
    second
        .entries()
        .forEach(
            (name, entry) -> {
              Tree.Entry old = entries.get(name);
              String key = Schema.join(parent, name);
              if (old == null) {
                entries.put(name, entry);
              } else if (old.value() instanceof Tree.Mapping one
                  && entry.value() instanceof Tree.Mapping other) {
                entries.put(name, new Tree.Entry(old.key(), join(one, other, key)));
              } else {
                throw entry
                    .key()
                    .error(
                        "the key "
                            + Require.shown(key)
                            + " is given twice, first at "
                            + old.key().text());
              }
            });
    return new Tree.Mapping(entries, first.origin());
  }

  /** Single values that stand for a map to that map, cleared of what lower layers say besides. */
  static Tree.Mapping expand(Tree.Mapping settings) {
    Tree.Mapping expanded = settings;
    for (Map.Entry<String, String> shorthand : Schema.SHORTHANDS.entrySet()) {
      String key = shorthand.getKey();
      Optional<Tree> value = settings.find(key);
      if (value.isPresent() && value.get() instanceof Tree.Scalar scalar) {
        Tree.Mapping map = Tree.Mapping.empty(scalar.origin());
        if (key.equals(Schema.CONVENTION)) {
          map = clear(map, Schema.TRIAL.find(key).orElseThrow().children().keySet());
        } else if (key.equals(Schema.DATASET)) {
          map = clear(map, Schema.FILES);
        }
        expanded = expanded.with(key, map.with(shorthand.getValue(), scalar));
      }
    }
    return OldNames.replace(expanded);
  }

  private static Tree.Mapping clear(Tree.Mapping map, Iterable<String> keys) {
    Tree.Mapping cleared = map;
    for (String key : keys) {
      cleared = cleared.with(key, new Tree.Absent(map.origin()));
    }
    return cleared;
  }

  /**
   * A whole layer that also clears what it replaces under another key: a number of steps the number
   * of epochs and the reverse, own images the name of the data set.
   */
  static Tree.Mapping replacing(Tree.Mapping layer) {
    Tree.Mapping steps = clearBeside(layer, "training.steps", "training.epochs");
    Tree.Mapping both = clearBeside(steps, "training.epochs", "training.steps");
    return clearBeside(both, "dataset.images", "dataset.name");
  }

  private static Tree.Mapping clearBeside(Tree.Mapping layer, String key, String other) {
    Optional<Tree> given = layer.find(key).filter(value -> !(value instanceof Tree.Absent));
    return given.isPresent() && layer.find(other).isEmpty()
        ? layer.with(other, new Tree.Absent(given.get().origin()))
        : layer;
  }

  /** Both, the upper one first. */
  static Tree.Mapping merge(Tree.Mapping lower, Tree.Mapping upper) {
    Map<String, Tree.Entry> entries = new LinkedHashMap<>(lower.entries());
    upper
        .entries()
        .forEach(
            (name, entry) -> {
              boolean maps =
                  entry.value() instanceof Tree.Mapping && lower.get(name) instanceof Tree.Mapping;
              Tree value =
                  maps
                      ? merge((Tree.Mapping) lower.get(name), (Tree.Mapping) entry.value())
                      : entry.value();
              entries.put(name, new Tree.Entry(entry.key(), value));
            });
    return new Tree.Mapping(entries, upper.origin());
  }

  /** Without the value at a dotted key, and without maps that are empty then. */
  static Tree.Mapping prune(Tree.Mapping settings, String dotted) {
    int dot = dotted.indexOf('.');
    if (dot < 0) {
      return settings.without(dotted);
    }
    String head = dotted.substring(0, dot);
    if (!(settings.get(head) instanceof Tree.Mapping inner)) {
      return settings;
    }
    Tree.Mapping rest = prune(inner, dotted.substring(dot + 1));
    return rest.entries().isEmpty() ? settings.without(head) : settings.with(head, rest);
  }

  /** Without the marks of what is absent. */
  static Tree.Mapping finish(Tree.Mapping settings) {
    Map<String, Tree.Entry> entries = new LinkedHashMap<>();
    settings
        .entries()
        .forEach(
            (name, entry) -> {
              if (entry.value() instanceof Tree.Mapping inner) {
                entries.put(name, new Tree.Entry(entry.key(), finish(inner)));
              } else if (!(entry.value() instanceof Tree.Absent)) {
                entries.put(name, entry);
              }
            });
    return new Tree.Mapping(entries, settings.origin());
  }
}
