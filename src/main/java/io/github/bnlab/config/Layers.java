package io.github.bnlab.config;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Settings of several sources, one above the other: each is made a layer once, then {@code
 * merge(lower, upper)} lets the upper one win. A layer has values by dotted key; null clears what
 * lower ones say.
 */
final class Layers {
  /** The lowest layer: the defaults of all settings. */
  static final Map<String, Tree> DEFAULTS = defaults();

  private Layers() {}

  private static Map<String, Tree> defaults() {
    try (InputStream in = Layers.class.getResourceAsStream("defaults.yaml")) {
      String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      return of((Tree.Mapping) YamlParser.ofText(Origin.DEFAULT, text), List.of());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** One value of one dotted key as a whole layer. */
  static Map<String, Tree> of(String key, Tree value) {
    Tree.Entry entry = new Tree.Entry(value.origin(), value);
    return of(new Tree.Mapping(Map.of(key, entry), value.origin()), List.of());
  }

  /**
   * Settings as a layer: nested maps become dotted keys, unknown keys are errors, and single values
   * that stand for a map become one of its keys, and clear what lower layers say besides.
   *
   * @param others keys beside the settings, which are left out
   */
  static Map<String, Tree> of(Tree.Mapping settings, List<String> others) {
    Map<String, Tree> layer = new LinkedHashMap<>();
    add(settings, Schema.TRIAL, others, new HashMap<>(), layer);
    OldNames.replace(layer);
    Map<String, Tree> grouped = new LinkedHashMap<>();
    group("", layer, grouped);
    return grouped;
  }

  /** Keys that begin with the same words one after the other: names of trials keep this order. */
  private static void group(String start, Map<String, Tree> layer, Map<String, Tree> grouped) {
    for (String key : layer.keySet()) {
      int dot = key.indexOf('.', start.length());
      if (key.startsWith(start) && dot >= 0) {
        group(key.substring(0, dot + 1), layer, grouped);
      } else if (key.startsWith(start)) {
        grouped.put(key, layer.get(key));
      }
    }
  }

  /** Adds a map of settings to a layer, and the positions of its keys to those that are given. */
  private static void add(
      Tree.Mapping map,
      Schema above,
      List<String> others,
      Map<String, Origin> given,
      Map<String, Tree> layer) {
    map.entries()
        .forEach(
            (name, entry) -> {
              if (others.contains(name)) {
                return;
              }
              Schema schema = above.below(name, entry.key(), others);
              schema.check(entry.value());
              if (entry.value() instanceof Tree.Mapping inner) {
                add(inner, schema, List.of(), given, layer);
                return;
              }
              String key = schema.single();
              Origin first = given.putIfAbsent(key, entry.key());
              if (first != null) {
                throw entry.key().givenTwice(key, first);
              }
              schema.cleared().forEach(cleared -> layer.putIfAbsent(cleared, null));
              layer.put(key, entry.value());
            });
  }

  /**
   * A whole layer that also clears what it replaces under another key: a number of steps the number
   * of epochs and the reverse, own images the name of the data set.
   */
  static Map<String, Tree> replacing(Map<String, Tree> layer) {
    Map<String, Tree> replacing = new LinkedHashMap<>(layer);
    clearBeside(replacing, "training.steps", "training.epochs");
    clearBeside(replacing, "training.epochs", "training.steps");
    clearBeside(replacing, "dataset.images", "dataset.name");
    return replacing;
  }

  private static void clearBeside(Map<String, Tree> layer, String key, String other) {
    if (layer.get(key) != null) {
      layer.putIfAbsent(other, null);
    }
  }

  /** Both; where both have a key, its value in the upper one. */
  static Map<String, Tree> merge(Map<String, Tree> lower, Map<String, Tree> upper) {
    Map<String, Tree> both = new LinkedHashMap<>(lower);
    both.putAll(upper);
    return both;
  }

  /** The values that a layer gives, without the marks of what it clears. */
  static Map<String, Tree> given(Map<String, Tree> layer) {
    Map<String, Tree> given = new LinkedHashMap<>(layer);
    given.values().removeIf(Objects::isNull);
    return given;
  }
}
