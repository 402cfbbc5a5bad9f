package io.github.bnlab.config;

import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The keys of a trial's settings, read off the records.
 *
 * @param key dotted; empty for the root
 * @param type of the value
 * @param children keys below it; empty for a single value or a list
 */
record Schema(String key, Class<?> type, Map<String, Schema> children) {
  static final String CONVENTION = "batchNorm.convention";

  /** Maps for which a single value may stand, and the key within them that it then is. */
  static final Map<String, String> SHORTHANDS =
      Map.of(
          "dataset", "name",
          "batchNorm.convention", "like",
          "training.schedule", "kind",
          "training.clipping", "kind",
          "training.earlyStopping", "watch");

  /** What other programs call some settings, without case and hyphens. */
  private static final Map<String, String> OTHER_NAMES =
      Map.of(
          "lr", "training.learningRate",
          "batch", "training.batchSize",
          "bs", "training.batchSize",
          "epoch", "training.epochs",
          "weightdecay", "training.l2",
          "wd", "training.l2",
          "seed", "training.seed",
          "model", "network",
          "data", "dataset",
          "dropout.where", "dropout.after");

  /** Components of a trial that are no settings: they come from the experiment. */
  private static final Set<String> NAMES = Set.of("experiment", "trial");

  static final Schema TRIAL = of("", TrialConfig.class);

  private static Schema of(String key, Class<?> type) {
    Map<String, Schema> children = new LinkedHashMap<>();
    if (type.isRecord()) {
      for (RecordComponent component : type.getRecordComponents()) {
        String name = component.getName();
        if (type != TrialConfig.class || !NAMES.contains(name)) {
          children.put(name, of(join(key, name), component.getType()));
        }
      }
    }
    if (key.equals(CONVENTION)) {
      children.put("like", of(key + ".like", String.class));
    }
    return new Schema(key, type, children);
  }

  static String join(String parent, String child) {
    return parent.isEmpty() ? child : parent + "." + child;
  }

  boolean isList() {
    return type == List.class;
  }

  /** The part of the schema at a dotted key. */
  Optional<Schema> find(String dotted) {
    Optional<Schema> found = Optional.of(this);
    for (String name : dotted.split("\\.", -1)) {
      found = found.map(schema -> schema.children.get(name));
    }
    return found;
  }

  /** All dotted keys below this one, in the order of the records. */
  List<String> keys() {
    List<String> keys = new ArrayList<>();
    for (Schema child : children.values()) {
      keys.add(child.key);
      keys.addAll(child.keys());
    }
    return keys;
  }

  /** The part of the schema at a dotted key below this one; fails for an unknown key. */
  Schema below(String dotted, Origin at, List<String> alsoKnown) {
    int dot = dotted.indexOf('.');
    String name = dot < 0 ? dotted : dotted.substring(0, dot);
    Schema child = children.get(name);
    if (child == null) {
      throw at.error(unknown(name, alsoKnown));
    }
    return dot < 0 ? child : child.below(dotted.substring(dot + 1), at, List.of());
  }

  /** The key that a single value sets: it may stand for a map. */
  String single() {
    String name = SHORTHANDS.get(key);
    return name == null ? key : join(key, name);
  }

  /** What a single value that stands for a map clears beside. */
  List<String> cleared() {
    return switch (key) {
      case CONVENTION -> keys();
      case "dataset" ->
          List.of("dataset.images", "dataset.labels", "dataset.testImages", "dataset.testLabels");
      default -> List.of();
    };
  }

  /** Fails where a value is not of the kind that the setting has. */
  void check(Tree value) {
    if (value instanceof Tree.Scalar scalar && scalar.isNull()) {
      throw value.error(key + " has no value; give it a value, or remove the key");
    }
    boolean takesOne = children.isEmpty() ? !isList() : SHORTHANDS.containsKey(key);
    if (takesOne && value instanceof Tree.Sequence) {
      throw value.expected(key, "a single value; a list of values to try belongs below grid");
    }
    if (value instanceof Tree.Mapping && children.isEmpty()) {
      throw value.expected(key, isList() ? "all or a list" : "a single value");
    }
    if (!(value instanceof Tree.Mapping) && !children.isEmpty() && !takesOne) {
      throw value.expected(key, "a map of " + String.join(", ", children.keySet()));
    }
  }

  private String unknown(String name, List<String> alsoKnown) {
    if (alsoKnown.contains(name)) {
      return "write the keys of '" + name + "' below it, indented, not after a dot";
    }
    List<String> here = new ArrayList<>(alsoKnown);
    here.addAll(children.keySet());
    List<String> found = elsewhere(OTHER_NAMES.getOrDefault(plain(join(key, name)), name));
    if (found.isEmpty()) {
      found = Similar.nearest(name, here).map(near -> join(key, near)).stream().toList();
    }
    String place = key.isEmpty() ? "at the top" : "below " + key;
    String known = here.isEmpty() ? "none" : String.join(", ", here);
    return message(join(key, name), found) + "; known " + place + ": " + known;
  }

  /**
   * The keys that an unknown one probably means: by its last part, by another name, or mistyped.
   */
  static List<String> meant(String unknown) {
    List<String> found = elsewhere(unknown);
    List<String> alike =
        TRIAL.keys().stream()
            .filter(known -> Similar.nearest(last(unknown), List.of(last(known))).isPresent())
            .toList();
    return found.isEmpty() ? Similar.nearest(unknown, alike).stream().toList() : found;
  }

  /** The last part of a dotted key. */
  static String last(String dotted) {
    return dotted.replaceFirst(".*\\.(?=.)", "");
  }

  /** That there is no such setting, and which ones may be meant. */
  static String message(String dotted, List<String> suggestions) {
    String hint =
        suggestions.isEmpty() ? "" : "; did you mean " + String.join(" or ", suggestions) + "?";
    if (plain(dotted).matches("batchnorm\\.(convention\\.)?momentum")) {
      hint = "; batchNorm.convention.decay is 1 - momentum";
    }
    return "unknown key " + Require.shown(dotted) + hint;
  }

  /** Known keys that end in this one: a key at the wrong level is as frequent as a mistyped one. */
  static List<String> elsewhere(String name) {
    String plain = plain(name);
    String key = OTHER_NAMES.getOrDefault(plain, OTHER_NAMES.get(last(plain)));
    return key != null
        ? List.of(key)
        : TRIAL.keys().stream()
            .filter(known -> plain(known).endsWith("." + plain) || plain(known).equals(plain))
            .toList();
  }

  private static String plain(String name) {
    return name.toLowerCase(Locale.ROOT).replaceAll("[-_]", "");
  }
}
