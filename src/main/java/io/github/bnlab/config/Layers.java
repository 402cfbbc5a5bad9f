package io.github.bnlab.config;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Settings of several sources, one above the other: each is made a layer once, then {@code
 * merge(lower, upper)} lets the upper one win.
 */
final class Layers {
  /** The lowest layer: the defaults of all settings. */
  static final Tree.Mapping DEFAULTS = defaults();

  private Layers() {}

  private static Tree.Mapping defaults() {
    try (InputStream in = Layers.class.getResourceAsStream("defaults.yaml")) {
      String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      return of((Tree.Mapping) YamlParser.ofText(Origin.DEFAULT, text), List.of());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** One value of one dotted key as a whole layer. */
  static Tree.Mapping of(String key, Tree value) {
    return of(Tree.Mapping.empty(value.origin()).with(key, value), List.of());
  }

  /**
   * Settings as a layer: dotted keys become nested maps, unknown keys are errors, and single values
   * that stand for a map become that map.
   *
   * @param alsoKnown keys beside the settings, for messages
   */
  static Tree.Mapping of(Tree.Mapping settings, List<String> alsoKnown) {
    Tree.Mapping layer = nest(settings);
    Schema.TRIAL.check(layer, alsoKnown);
    return expand(layer);
  }

  /** Dotted keys to nested maps; what is then given twice is an error. */
  private static Tree.Mapping nest(Tree.Mapping settings) {
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
                throw entry.key().givenTwice(key, old.key());
              }
            });
    return new Tree.Mapping(entries, first.origin());
  }

  /** Single values that stand for a map to that map, cleared of what lower layers say besides. */
  private static Tree.Mapping expand(Tree.Mapping settings) {
    Tree.Mapping expanded = settings;
    for (Map.Entry<String, String> shorthand : Schema.SHORTHANDS.entrySet()) {
      String key = shorthand.getKey();
      if (settings.get(key) instanceof Tree.Scalar scalar) {
        Collection<String> cleared =
            switch (key) {
              case Schema.CONVENTION -> Schema.TRIAL.find(key).orElseThrow().children().keySet();
              case "dataset" -> List.of("images", "labels", "testImages", "testLabels");
              default -> List.of();
            };
        Tree.Mapping map = Tree.Mapping.empty(scalar.origin());
        for (String other : cleared) {
          map = map.with(other, new Tree.Absent(scalar.origin()));
        }
        expanded = expanded.with(key, map.with(shorthand.getValue(), scalar));
      }
    }
    return OldNames.replace(expanded);
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
    Tree given = layer.get(key);
    return given != null && layer.get(other) == null
        ? layer.with(other, new Tree.Absent(given.origin()))
        : layer;
  }

  /** Both; where both have a value, that of the upper one. */
  static Tree.Mapping merge(Tree.Mapping lower, Tree.Mapping upper) {
    Map<String, Tree.Entry> entries = new LinkedHashMap<>(lower.entries());
    upper
        .entries()
        .forEach(
            (name, entry) ->
                entries.merge(
                    name,
                    entry,
                    (old, now) ->
                        old.value() instanceof Tree.Mapping one
                                && now.value() instanceof Tree.Mapping other
                            ? new Tree.Entry(now.key(), merge(one, other))
                            : now));
    return new Tree.Mapping(entries, upper.origin());
  }
}
