package io.github.bnlab.config;

import java.util.Map;
import java.util.stream.Collectors;

/**
 * A convention of the user's own: a preset and what differs from it.
 *
 * @param preset what it starts from
 * @param given what differs; possibly a name
 */
record ConventionMixture(BatchNormConvention preset, Tree.Mapping given) {

  /** All settings of the convention; those of the preset have the origin given here. */
  Tree.Mapping resolve(Origin presetOrigin) {
    Tree.Mapping all = Layers.merge(RecordCodec.fields(preset, presetOrigin), given);
    Tree name = given.get("name");
    if (name == null) {
      return given.entries().isEmpty() || sameAsPreset(all)
          ? all
          : all.with("name", described(all));
    }
    if (BatchNormConventions.names().contains(name.text()) && !isPreset(name.text(), all)) {
      throw name.origin()
          .error(
              "batchNorm.convention.name is "
                  + Require.shown(name.text())
                  + ", the name of a preset with other values; give your mixture another name");
    }
    return all;
  }

  private boolean sameAsPreset(Tree.Mapping all) {
    return isPreset(preset.name(), all);
  }

  private static boolean isPreset(String name, Tree.Mapping all) {
    return BatchNormConventions.find(name)
        .filter(found -> found.equals(bound(all.with("name", named(name, all.origin())))))
        .isPresent();
  }

  private static BatchNormConvention bound(Tree.Mapping all) {
    return RecordCodec.bind(BatchNormConvention.class, all, Schema.CONVENTION);
  }

  /** Such as {@code torch with epsilon 0.001}, numbers as they are read. */
  private Tree described(Tree.Mapping all) {
    Map<String, Object> values = RecordCodec.of(bound(all));
    String differences =
        given.entries().keySet().stream()
            .map(key -> key + " " + values.get(key))
            .collect(Collectors.joining(", "));
    return named(preset.name() + " with " + differences, given.origin());
  }

  private static Tree named(String name, Origin origin) {
    return new Tree.Scalar(name, true, origin);
  }
}
