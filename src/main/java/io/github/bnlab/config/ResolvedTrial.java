package io.github.bnlab.config;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The merged settings of one trial to the trial: names of the literature, presets, {@code all} and
 * names of files are resolved, then the records are bound.
 *
 * @param config the trial
 * @param settings the same, with their origins
 */
record ResolvedTrial(TrialConfig config, Tree.Mapping settings) {
  private static final String IMPLEMENTATION = "batchNorm.implementation";
  private static final String DEEP_NET = "deepNet";

  /**
   * Resolves settings.
   *
   * @param file the configuration's, for errors of settings that stand nowhere in it
   */
  static ResolvedTrial of(Tree.Mapping merged, String file, String experiment, String trial) {
    try {
      Tree.Mapping settings = settings(merged);
      Tree.Mapping named =
          settings
              .with("experiment", new Tree.Scalar(experiment, true, Origin.DEFAULT))
              .with("trial", new Tree.Scalar(trial, true, Origin.DEFAULT));
      return new ResolvedTrial(RecordCodec.bind(TrialConfig.class, named, ""), settings);
    } catch (ConfigException e) {
      if (e.key().isEmpty()) {
        throw e;
      }
      Tree value = merged.get(e.key().get());
      boolean given = value != null && value.origin().given();
      throw (given ? value.origin() : new Origin(file, true)).error(e.getMessage());
    }
  }

  private static Tree.Mapping settings(Tree.Mapping merged) {
    NetworkName network = network(merged.get("network"));
    NetworkKind kind = network.kind();
    Tree.Mapping settings = deepNet(convention(normalized(merged, network)), kind);
    DeepNetConfig deepNet =
        kind == NetworkKind.DEEP_NET
            ? RecordCodec.bind(DeepNetConfig.class, (Tree.Mapping) settings.get(DEEP_NET), DEEP_NET)
            : null;
    List<String> all = kind.places(deepNet);
    settings = places(settings, "batchNorm.where", all);
    settings = places(settings, "dropout.after", all);
    Tree.Scalar label = new Tree.Scalar(kind.label(), false, merged.get("network").origin());
    return datasetName(settings).with("network", label);
  }

  private static NetworkName network(Tree given) {
    List<String> known = NetworkName.all().stream().map(NetworkName::name).toList();
    return NetworkName.all().stream()
        .filter(name -> given instanceof Tree.Scalar && name.name().equals(given.text()))
        .findFirst()
        .orElseThrow(
            () ->
                given.expected(
                    "network", String.join(", ", known) + Similar.hint(given.text(), known)));
  }

  /** A name with BN chooses our layer, unless another one is asked for. */
  private static Tree.Mapping normalized(Tree.Mapping settings, NetworkName name) {
    Tree implementation = settings.get(IMPLEMENTATION);
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
    Tree.Mapping given = (Tree.Mapping) settings.get(Schema.CONVENTION);
    Tree like = given.get("like");
    List<String> known = BatchNormConventions.names();
    BatchNormConvention preset =
        BatchNormConventions.find(like.text())
            .orElseThrow(
                () ->
                    like.expected(
                        Schema.CONVENTION,
                        "%s, or a map%s"
                            .formatted(
                                String.join(", ", known), Similar.hint(like.text(), known))));
    Origin origin = new Origin("convention " + preset.name(), like.origin().given());
    Tree.Mapping all = Tree.Mapping.empty(origin);
    for (Map.Entry<String, Object> part : RecordCodec.of(preset).entrySet()) {
      boolean text = part.getValue() instanceof String;
      all = all.with(part.getKey(), new Tree.Scalar(part.getValue().toString(), text, origin));
    }
    List<Tree.Leaf> differing = given.without("like").leaves();
    for (Tree.Leaf part : differing) {
      all = all.with(part.key(), part.value());
    }
    Tree name = given.get("name");
    if (name == null) {
      BatchNormConvention mixed = bound(all);
      if (!mixed.equals(preset)) {
        // Such as "torch with epsilon 0.001", numbers as they are read.
        Map<String, Object> values = RecordCodec.of(mixed);
        String described =
            differing.stream()
                .map(part -> part.key() + " " + values.get(part.key()))
                .collect(Collectors.joining(", ", preset.name() + " with ", ""));
        all = all.with("name", new Tree.Scalar(described, true, given.origin()));
      }
    } else if (known.contains(name.text())
        && !bound(all).equals(BatchNormConventions.find(name.text()).orElseThrow())) {
      throw name.error(
          ("batchNorm.convention.name is %s, the name of a preset with other values; give your"
                  + " mixture another name")
              .formatted(Require.shown(name.text())));
    }
    return settings.with(Schema.CONVENTION, all);
  }

  private static BatchNormConvention bound(Tree.Mapping convention) {
    return RecordCodec.bind(BatchNormConvention.class, convention, Schema.CONVENTION);
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
    if (!(settings.get(key) instanceof Tree.Scalar scalar) || !scalar.text().equals("all")) {
      return settings;
    }
    Origin origin = scalar.origin();
    List<Tree> all =
        places.stream().<Tree>map(place -> new Tree.Scalar(place, false, origin)).toList();
    return settings.with(key, new Tree.Sequence(all, origin));
  }

  /** Own files without a name are called as the first of them. */
  private static Tree.Mapping datasetName(Tree.Mapping settings) {
    Tree images = settings.get("dataset.images");
    if (images == null || settings.get("dataset.name") != null) {
      return settings;
    }
    Tree name = new Tree.Scalar(fileName(images.text()), true, images.origin());
    return settings.without("dataset.name").with("dataset.name", name);
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
