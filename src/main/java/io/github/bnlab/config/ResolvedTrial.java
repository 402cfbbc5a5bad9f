package io.github.bnlab.config;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
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
record ResolvedTrial(TrialConfig config, Map<String, Tree> settings) {
  private static final String IMPLEMENTATION = "batchNorm.implementation";
  private static final String NAME = Schema.CONVENTION + ".name";
  private static final String LIKE = Schema.CONVENTION + ".like";

  /**
   * Resolves settings.
   *
   * @param file the configuration's, for errors of settings that stand nowhere in it
   */
  static ResolvedTrial of(Map<String, Tree> merged, String file, String experiment, String trial) {
    Map<String, Tree> settings = Layers.given(merged);
    try {
      resolve(settings);
      Map<String, Tree> named = new HashMap<>(settings);
      named.put("experiment", new Tree.Scalar(experiment, true, Origin.DEFAULT));
      named.put("trial", new Tree.Scalar(trial, true, Origin.DEFAULT));
      return new ResolvedTrial(RecordCodec.bind(TrialConfig.class, named, ""), settings);
    } catch (ConfigException e) {
      if (e.key().isEmpty()) {
        throw e;
      }
      // Of a whole convention, the last of its keys: the preset, if it is given.
      String key = e.key().get();
      Origin nowhere = new Origin(file, true);
      throw Layers.given(merged).entrySet().stream()
          .filter(entry -> (entry.getKey() + ".").startsWith(key + "."))
          .map(entry -> entry.getValue().origin())
          .filter(Origin::given)
          .reduce(nowhere, (first, last) -> last)
          .error(e.getMessage());
    }
  }

  private static void resolve(Map<String, Tree> settings) {
    NetworkName network = network(settings.get("network"));
    NetworkKind kind = network.kind();
    normalize(settings, network);
    convention(settings);
    deepNet(settings, kind);
    DeepNetConfig deepNet =
        kind == NetworkKind.DEEP_NET
            ? RecordCodec.bind(DeepNetConfig.class, settings, "deepNet")
            : null;
    List<String> all = kind.places(deepNet);
    places(settings, "batchNorm.where", all);
    places(settings, "dropout.after", all);
    // Own files without a name are called as the first of them.
    Tree images = settings.get("dataset.images");
    if (images != null) {
      settings.putIfAbsent(
          "dataset.name", new Tree.Scalar(fileName(images.text()), true, images.origin()));
    }
    Origin origin = settings.get("network").origin();
    settings.put("network", new Tree.Scalar(kind.label(), false, origin));
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
  private static void normalize(Map<String, Tree> settings, NetworkName name) {
    Tree implementation = settings.get(IMPLEMENTATION);
    if (!name.normalized()) {
      return;
    }
    if (!implementation.origin().given()) {
      Origin origin = settings.get("network").origin();
      String custom = KnownNames.label(BatchNormImplementation.CUSTOM);
      settings.put(IMPLEMENTATION, new Tree.Scalar(custom, false, origin));
    } else if (implementation.text().equals(KnownNames.label(BatchNormImplementation.NONE))) {
      throw implementation.error(
          ("%s is none, but network is %s, which has batch normalization; set network to %s, or"
                  + " leave %1$s out")
              .formatted(IMPLEMENTATION, name.name(), name.kind().label()));
    }
  }

  /** A preset and what differs from it, possibly a name, become all settings of a convention. */
  private static void convention(Map<String, Tree> settings) {
    Tree like = settings.remove(LIKE);
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
    String parent = Schema.CONVENTION + ".";
    List<String> given = settings.keySet().stream().filter(key -> key.startsWith(parent)).toList();
    RecordCodec.of(preset)
        .forEach(
            (part, value) ->
                settings.putIfAbsent(
                    parent + part,
                    new Tree.Scalar(value.toString(), value instanceof String, origin)));
    BatchNormConvention mixed =
        RecordCodec.bind(BatchNormConvention.class, settings, Schema.CONVENTION);
    if (BatchNormConventions.find(mixed.name()).filter(p -> !p.equals(mixed)).isEmpty()) {
      return;
    }
    if (given.contains(NAME)) {
      throw settings
          .get(NAME)
          .error(
              ("batchNorm.convention.name is %s, the name of a preset with other values; give your"
                      + " mixture another name")
                  .formatted(Require.shown(mixed.name())));
    }
    // Such as "torch with epsilon 0.001", numbers as they are read.
    Map<String, Object> values = RecordCodec.of(mixed);
    String described =
        given.stream()
            .map(key -> key.substring(parent.length()))
            .map(part -> part + " " + values.get(part))
            .collect(Collectors.joining(", ", preset.name() + " with ", ""));
    Origin first = settings.get(given.get(0)).origin();
    settings.put(NAME, new Tree.Scalar(described, true, first));
  }

  /** Other networks have no such settings, and none in their records. */
  private static void deepNet(Map<String, Tree> settings, NetworkKind kind) {
    for (String key : Schema.TRIAL.find("deepNet").orElseThrow().keys()) {
      Tree value = kind == NetworkKind.DEEP_NET ? null : settings.remove(key);
      if (value != null && value.origin().given()) {
        throw value.error(
            "%s is %s, but network is %s; set network to DeepNet, or leave %1$s out"
                .formatted(key, value.text(), kind.label()));
      }
    }
  }

  /** In the order of the network: another one is the same network. */
  private static void places(Map<String, Tree> settings, String key, List<String> places) {
    if (settings.get(key) instanceof Tree.Sequence list) {
      List<Tree> inOrder = new ArrayList<>(list.items());
      inOrder.sort(Comparator.comparingInt(place -> places.indexOf(place.text())));
      settings.put(key, new Tree.Sequence(inOrder, list.origin()));
    } else if (settings.get(key) instanceof Tree.Scalar scalar && scalar.text().equals("all")) {
      Origin origin = scalar.origin();
      List<Tree> all =
          places.stream().<Tree>map(place -> new Tree.Scalar(place, false, origin)).toList();
      settings.put(key, new Tree.Sequence(all, origin));
    }
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
