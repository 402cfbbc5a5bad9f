package io.github.bnlab.config;

import java.util.List;
import java.util.Map;
import java.util.Set;

/** Values that earlier versions called otherwise: they are still read, with a hint. */
public final class OldNames {
  private static final List<OldName> ALL =
      List.of(
          new OldName("dataset.name", "made-up-digits", "synthetic-digits"),
          new OldName("fallback", "made-up-digits", "synthetic-digits"),
          new OldName("training.clipping.kind", "layer-norm", "l2-per-layer"));

  private OldNames() {}

  /** A value of a key, and what it is called now. */
  private record OldName(String key, String old, String present) {
    /** Whether it is the value of a key, in a layer or below {@code variants} or {@code grid}. */
    boolean isAt(String where, Tree value) {
      String end = "." + where;
      return value.text().equals(old)
          && (end.endsWith("." + key) || end.endsWith("." + TrialNames.shown(key)));
    }
  }

  /** What the data set of a name is called now. */
  public static String dataset(String name) {
    Map<String, Tree> layer =
        Layers.of("dataset.name", new Tree.Scalar(name, true, Origin.DEFAULT));
    return layer.get("dataset.name").text();
  }

  /** Gives the values of a layer the names of this version. */
  static void replace(Map<String, Tree> layer) {
    for (OldName name : ALL) {
      Tree value = layer.get(name.key());
      if (value != null && name.isAt(name.key(), value)) {
        layer.put(name.key(), new Tree.Scalar(name.present(), false, value.origin()));
      }
    }
  }

  /**
   * Adds a sentence for each place where a value has an old name.
   *
   * @param key dotted, of the value; empty for a whole file
   */
  static void addHints(String key, Tree value, Set<String> hints) {
    if (value instanceof Tree.Mapping map) {
      map.entries().forEach((k, entry) -> addHints(Schema.join(key, k), entry.value(), hints));
    } else if (value instanceof Tree.Sequence list) {
      list.items().forEach(item -> addHints(key, item, hints));
    } else {
      for (OldName name : ALL) {
        if (name.isAt(key, value)) {
          hints.add(value.origin().text() + ": " + name.old() + " is now called " + name.present());
        }
      }
    }
  }
}
