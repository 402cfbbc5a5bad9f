package io.github.bnlab.config;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

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
                    ScalarReader.expected(
                        given,
                        "network",
                        String.join(", ", known) + Similar.hint(given.text(), known)));
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
      throw implementation
          .origin()
          .error(
              IMPLEMENTATION
                  + " is none, but network is "
                  + name.name()
                  + ", which has batch normalization; set network to "
                  + name.kind().label()
                  + ", or leave "
                  + IMPLEMENTATION
                  + " out");
    }
    return settings;
  }

  private static Tree.Mapping convention(Tree.Mapping settings) {
    Tree.Mapping given = (Tree.Mapping) settings.find(Schema.CONVENTION).orElseThrow();
    Tree like = given.get("like");
    List<String> known = BatchNormConventions.names();
    BatchNormConvention preset =
        BatchNormConventions.find(like.text())
            .orElseThrow(
                () ->
                    ScalarReader.expected(
                        like,
                        Schema.CONVENTION,
                        String.join(", ", known)
                            + ", or a map"
                            + Similar.hint(like.text(), known)));
    Origin origin = new Origin("convention " + preset.name(), like.origin().given());
    return settings.with(
        Schema.CONVENTION, new ConventionMixture(preset, given.without("like")).resolve(origin));
  }

  /** Other networks have no such settings, and none in their records. */
  private static Tree.Mapping deepNet(Tree.Mapping settings, NetworkKind kind) {
    if (kind == NetworkKind.DEEP_NET) {
      return settings;
    }
    for (Tree.Leaf leaf : ((Tree.Mapping) settings.get(DEEP_NET)).leaves()) {
      if (leaf.value().origin().given()) {
        throw leaf.value()
            .origin()
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
