package io.github.bnlab.config;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The merged settings of one trial to the trial: names of the literature, presets, {@code all} and
 * names of files are resolved, then the records are bound.
 */
final class TrialResolver {
  private static final String IMPLEMENTATION = "batchNorm.implementation";
  private static final String DEEP_NET = "deepNet";

  private final String file;

  /**
   * @param file the configuration's, for errors of settings that stand nowhere in it
   */
  TrialResolver(String file) {
    this.file = file;
  }

  /**
   * A trial and where its settings come from.
   *
   * @param config the value
   * @param settings the same, with origins
   */
  record Resolved(TrialConfig config, Tree.Mapping settings) {}

  Resolved resolve(Tree.Mapping merged, String experiment, String trial) {
    try {
      Tree.Mapping settings = settings(merged);
      Tree.Mapping named =
          settings
              .with("experiment", new Tree.Scalar(experiment, true, Origin.DEFAULT))
              .with("trial", new Tree.Scalar(trial, true, Origin.DEFAULT));
      return new Resolved(RecordCodec.bind(TrialConfig.class, named, ""), settings);
    } catch (ConfigException e) {
      throw e.key().map(key -> located(e, key, merged)).orElse(e);
    }
  }

  private ConfigException located(ConfigException error, String key, Tree.Mapping settings) {
    return settings
        .find(key)
        .map(Tree::origin)
        .filter(Origin::given)
        .orElse(new Origin(file, true))
        .error(error.getMessage());
  }

  private static Tree.Mapping settings(Tree.Mapping merged) {
    Tree.Mapping settings = convention(network(merged));
    NetworkKind kind = NetworkName.find(settings.get("network").text()).orElseThrow().kind();
    settings = deepNet(settings, kind);
    DeepNetConfig deepNet =
        kind == NetworkKind.DEEP_NET
            ? RecordCodec.bind(DeepNetConfig.class, (Tree.Mapping) settings.get(DEEP_NET), DEEP_NET)
            : null;
    List<String> all = kind.places(deepNet);
    settings = places(settings, "batchNorm.where", all);
    settings = places(settings, "dropout.after", all);
    return datasetName(settings);
  }

  private static Tree.Mapping network(Tree.Mapping settings) {
    Tree given = settings.get("network");
    List<String> known = NetworkName.all().stream().map(NetworkName::name).toList();
    NetworkName name =
        Optional.of(given)
            .filter(Tree.Scalar.class::isInstance)
            .flatMap(value -> NetworkName.find(value.text()))
            .orElseThrow(
                () ->
                    given.expected(
                        "network", String.join(", ", known) + Similar.hint(given.text(), known)));
    Tree.Scalar label = new Tree.Scalar(name.kind().label(), false, given.origin());
    return normalized(settings, name).with("network", label);
  }

  /** A name with BN chooses our layer, unless another one is asked for. */
  private static Tree.Mapping normalized(Tree.Mapping settings, NetworkName name) {
    Tree implementation = settings.find(IMPLEMENTATION).orElseThrow();
    if (!name.normalized()) {
      return settings;
    }
    if (!implementation.origin().given()) {
      Origin origin = settings.get("network").origin();
      String custom = KnownNames.label(BatchNormImplementation.CUSTOM);
      return settings.with(IMPLEMENTATION, new Tree.Scalar(custom, false, origin));
    }
    if (implementation.text().equals(KnownNames.label(BatchNormImplementation.NONE))) {
      throw implementation.error(
          ("%s is none, but network is %s, which has batch normalization; set network to %s, or"
                  + " leave %1$s out")
              .formatted(IMPLEMENTATION, name.name(), name.kind().label()));
    }
    return settings;
  }

  /** A preset and what differs from it, possibly a name, become all settings of a convention. */
  private static Tree.Mapping convention(Tree.Mapping settings) {
    Tree.Mapping given = (Tree.Mapping) settings.find(Schema.CONVENTION).orElseThrow();
    Tree like = given.get("like");
    List<String> known = BatchNormConventions.names();
    BatchNormConvention preset =
        BatchNormConventions.find(like.text())
            .orElseThrow(
                () ->
                    like.expected(
                        Schema.CONVENTION,
                        String.join(", ", known)
                            + ", or a map"
                            + Similar.hint(like.text(), known)));
    Tree.Mapping differing = given.without("like");
    Origin origin = new Origin("convention " + preset.name(), like.origin().given());
    Tree.Mapping all = Tree.Mapping.empty(origin);
    for (Map.Entry<String, Object> part : RecordCodec.of(preset).entrySet()) {
      boolean text = part.getValue() instanceof String;
      all = all.with(part.getKey(), new Tree.Scalar(part.getValue().toString(), text, origin));
    }
    all = Layers.merge(all, differing);
    Tree name = differing.get("name");
    if (name == null) {
      if (!bound(all).equals(preset)) {
        String described = preset.name() + " with " + differences(bound(all), differing);
        all = all.with("name", new Tree.Scalar(described, true, differing.origin()));
      }
    } else if (known.contains(name.text())
        && !bound(all).equals(BatchNormConventions.find(name.text()).orElseThrow())) {
      throw name.error(
          "batchNorm.convention.name is "
              + Require.shown(name.text())
              + ", the name of a preset with other values; give your mixture another name");
    }
    return settings.with(Schema.CONVENTION, all);
  }

  private static BatchNormConvention bound(Tree.Mapping convention) {
    return RecordCodec.bind(BatchNormConvention.class, convention, Schema.CONVENTION);
  }

  /** Such as {@code epsilon 0.001}, numbers as they are read. */
  private static String differences(BatchNormConvention mixed, Tree.Mapping given) {
    Map<String, Object> values = RecordCodec.of(mixed);
    return given.entries().keySet().stream()
        .map(key -> key + " " + values.get(key))
        .collect(Collectors.joining(", "));
  }

  /** Other networks have no such settings, and none in their records. */
  private static Tree.Mapping deepNet(Tree.Mapping settings, NetworkKind kind) {
    if (kind == NetworkKind.DEEP_NET) {
      return settings;
    }
    for (Tree.Leaf leaf : ((Tree.Mapping) settings.get(DEEP_NET)).leaves()) {
      if (leaf.value().origin().given()) {
        throw leaf.value()
            .error(
                "%s.%s is %s, but network is %s; set network to DeepNet, or leave %1$s.%2$s out"
                    .formatted(DEEP_NET, leaf.key(), leaf.value().text(), kind.label()));
      }
    }
    return settings.without(DEEP_NET);
  }

  private static Tree.Mapping places(Tree.Mapping settings, String key, List<String> places) {
    Tree value = settings.find(key).orElseThrow();
    if (!(value instanceof Tree.Scalar scalar) || !scalar.text().equals("all")) {
      return settings;
    }
    List<Tree> all =
        places.stream().<Tree>map(place -> new Tree.Scalar(place, false, value.origin())).toList();
    return settings.with(key, new Tree.Sequence(all, value.origin()));
  }

  private static Tree.Mapping datasetName(Tree.Mapping settings) {
    Optional<Tree> images = settings.find("dataset.images");
    if (settings.find("dataset.name").isPresent() || images.isEmpty()) {
      return settings;
    }
    String name = fileName(images.get().text());
    return settings.with("dataset.name", new Tree.Scalar(name, true, images.get().origin()));
  }

  private static String fileName(String path) {
    try {
      Path name = Path.of(path).getFileName();
      return name == null ? path : name.toString().replaceAll("\\.gz$", "");
    } catch (InvalidPathException e) {
      // The file is not checked here: the data set checks it when it opens it.
      return path;
    }
  }
}
