package io.github.bnlab.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.github.bnlab.config.BatchNormConvention.VarianceKind;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Networks by their names in the literature, conventions, places, and what cannot go together. */
class NormalizationRulesTest {
  @TempDir Path folder;
  private ConfigurationText configuration;

  @BeforeEach
  void open() {
    configuration = new ConfigurationText(folder);
  }

  @ParameterizedTest
  @CsvSource({
    "SimpleNet, SIMPLE_NET, NONE",
    "SimpleNetBN, SIMPLE_NET, CUSTOM",
    "LeNet, LE_NET, NONE",
    "BNLeNet, LE_NET, CUSTOM",
    "BN-LeNet, LE_NET, CUSTOM",
    "DeepNet, DEEP_NET, NONE"
  })
  void namesOfTheLiteratureChooseNetworkAndNormalization(
      String name, NetworkKind kind, BatchNormImplementation implementation) {
    TrialConfig trial = configuration.one("network: " + name);
    assertThat(trial.network()).isEqualTo(kind);
    assertThat(trial.batchNorm().implementation()).isEqualTo(implementation);
    assertThat(trial.batchNorm().where()).isEqualTo(trial.places());
  }

  @Test
  void placesAreInTheOrderOfTheNetwork() {
    String places = "[dense2, conv1, dense1]";
    TrialConfig trial =
        configuration.one(
            "{network: BNLeNet, batchNorm: {where: %1$s}, dropout: {rate: 0.1, after: %1$s}}"
                .formatted(places));
    assertThat(trial.batchNorm().where()).containsExactly("conv1", "dense1", "dense2");
    assertThat(trial.dropout().after()).containsExactly("conv1", "dense1", "dense2");
  }

  @ParameterizedTest
  @ValueSource(strings = {"custom", "built-in", "layer-norm"})
  void aNameWithBatchNormalizationLeavesTheLayerToChoose(String implementation) {
    TrialConfig trial =
        configuration.one("network: BNLeNet\nbatchNorm.implementation: " + implementation);
    assertThat(KnownNames.label(trial.batchNorm().implementation())).isEqualTo(implementation);
  }

  @Test
  void aMixtureStartsFromAPreset() {
    BatchNormConvention mixed =
        configuration
            .one("batchNorm: {convention: {like: torch, epsilon: 1e-3}}")
            .batchNorm()
            .convention();
    assertThat(mixed.name()).isEqualTo("torch with epsilon 0.001");
    assertThat(mixed.epsilon()).isEqualTo(1e-3);
    assertThat(mixed.runningVariance()).isEqualTo(VarianceKind.UNBIASED);
    String dotted = "batchNorm.convention.epsilon: 1e-3\nbatchNorm.convention: torch";
    assertThat(configuration.one(dotted).batchNorm().convention()).isEqualTo(mixed);
  }

  @Test
  void aMixtureThatChangesNothingIsThePreset() {
    assertThat(convention("{like: torch, epsilon: 0.00001}")).isEqualTo(BatchNormConventions.TORCH);
  }

  @Test
  void aMixtureWithoutAPresetStartsFromTheDefault() {
    assertThat(convention("{name: mine, decay: 0.99}").epsilon())
        .isEqualTo(BatchNormConventions.D2L.epsilon());
  }

  @Test
  void theNotebooksFormulasGoWhereItsNameIsNotClaimed() {
    TrialConfig trial =
        configuration.one(
            "network: BNLeNet\nbatchNorm: {convention: {like: notebook, name: my-notebook}}");
    assertThat(trial.batchNorm().convention().normalizeBy()).isEqualTo(VarianceKind.UNBIASED);
  }

  @Test
  void theNotebookNormalizesDensePlacesOfAConvolutionalNetwork() {
    assertThat(
            configuration
                .one("network: BNLeNet\nbatchNorm: {convention: notebook, where: [dense1]}")
                .batchNorm()
                .where())
        .containsExactly("dense1");
  }

  static Stream<Arguments> contradictions() {
    String built = "DL4J's built-in layer has the biased one only: choose the convention d2l, or";
    String single = "because the unbiased variance of a single value does not exist";
    return Stream.of(
        arguments(
            "network: BNLeNet\nbatchNorm: {implementation: none}",
            "2:29: batchNorm.implementation is none, but network is BNLeNet, which has batch"
                + " normalization; set network to LeNet, or leave batchNorm.implementation out"),
        arguments(
            "batchNorm: {implementation: built-in, convention: torch}",
            "1:51: batchNorm.convention is 'torch', which keeps an unbiased variance; "
                + built
                + " batchNorm.implementation custom"),
        arguments(
            "batchNorm: {implementation: built-in, convention: notebook}",
            "1:51: batchNorm.convention is 'notebook', which normalizes by the unbiased variance; "
                + built
                + " batchNorm.implementation custom"),
        arguments(
            "network: BNLeNet\nbatchNorm: {convention: {like: notebook, epsilon: 1e-9}}",
            "2:32: batchNorm.convention is notebook, which is defined for dense layers only, but"
                + " batchNorm.where names conv1; choose article, d2l or torch, normalize dense"
                + " places only, or extend its formulas under a name of your own: {like: notebook,"
                + " name: my-notebook}"),
        arguments(
            "network: BNLeNet\nbatchNorm: {convention: notebook}",
            "2:25: batchNorm.convention is notebook, which is defined for dense layers only, but"
                + " batchNorm.where names conv1; choose article, d2l or torch, normalize dense"
                + " places only, or extend its formulas under a name of your own: {like: notebook,"
                + " name: my-notebook}"),
        arguments(
            "network: SimpleNetBN\nbatchNorm: {convention: torch}\ntraining: {batchSize: 1}",
            "3:23: training.batchSize is 1; it must be at least 2 with batchNorm.convention torch, "
                + single),
        arguments(
            "network: BNLeNet\nbatchNorm: {convention: article, where: [conv1]}\n"
                + "training: {batchSize: 1}",
            "3:23: training.batchSize is 1; it must be at least 2 with batchNorm.convention"
                + " article, "
                + single),
        arguments(
            "network: BNLeNet\nbatchNorm: {position: after-activation}\n"
                + "recording: {robustness: true}",
            "3:25: recording.robustness cannot be true with batchNorm.position after-activation,"
                + " since batch normalization must follow a layer for adversarial images; set"
                + " batchNorm.position to before-activation, or recording.robustness to false"),
        arguments(
            "batchNorm: {implementation: built-in, groups: 4}",
            "1:47: batchNorm.groups is 4; it must be 1 with batchNorm.implementation built-in,"
                + " since only the custom layer normalizes in groups"),
        arguments(
            "batchNorm: {implementation: built-in}\ntraining: {clipping: value}",
            "2:22: training.clipping cannot be used with batchNorm.implementation built-in, since"
                + " DL4J would also clip the updates of the running statistics; set"
                + " batchNorm.implementation to custom, or training.clipping.kind to none"),
        arguments(
            "batchNorm: {implementation: built-in, convention: {removes: mean}}",
            "1:61: batchNorm.convention.removes is 'mean'; it must be mean-and-variance with"
                + " batchNorm.implementation built-in, since only the custom layer can leave out one"
                + " of the two"),
        arguments(
            "batchNorm: {implementation: layer-norm, convention: {affine: false}}",
            "1:62: batchNorm.convention.affine is false; it must be true with"
                + " batchNorm.implementation layer-norm, since only the custom layer can fix gamma"
                + " and beta"),
        arguments(
            "batchNorm: {implementation: custom, position: after-activation, biasBefore: false}",
            "1:77: batchNorm.biasBefore is false; it must be true with batchNorm.position"
                + " after-activation, where no normalization removes the bias"),
        arguments(
            "batchNorm: {implementation: custom, groups: 0}",
            "1:45: batchNorm.groups is 0; it must be at least 1"),
        arguments(
            "batchNorm: {implementation: custom, groups: 6}",
            "1:45: batchNorm.groups is 6; it must divide training.batchSize, which is 128"),
        arguments(
            "batchNorm: {implementation: custom, convention: torch, groups: 8}\n"
                + "training: {batchSize: 8}",
            "2:23: training.batchSize is 8; it must be at least 16 with batchNorm.convention torch"
                + " and batchNorm.groups 8, "
                + single),
        arguments(
            "batchNorm: {implementation: layer-norm, inference: population}",
            "1:52: batchNorm.inference is 'population'; it must be running with"
                + " batchNorm.implementation layer-norm, which takes the statistics of each"
                + " example"),
        arguments(
            "batchNorm: {implementation: custom, inference: batch}\n"
                + "recording: {robustness: true}",
            "2:25: recording.robustness cannot be true with batchNorm.inference batch, since"
                + " perturbed images are evaluated by the running statistics; set"
                + " batchNorm.inference to running, or recording.robustness to false"),
        arguments(
            "batchNorm: {where: [conv1]}",
            "1:20: batchNorm.where names 'conv1'; the places of SimpleNet are dense1, dense2"),
        arguments(
            "batchNorm: {where: [dense1, dense1]}",
            "1:20: batchNorm.where is [dense1, dense1]; it must name each place once"),
        arguments(
            "batchNorm: {implementation: custom, where: []}",
            "1:44: batchNorm.where is []; it must name a place; for a network without normalization"
                + " set batchNorm.implementation to none"),
        arguments(
            "batchNorm: {convention: {epsilon: 0}}",
            "1:35: batchNorm.convention.epsilon is 0.0; it must be greater than 0 and finite"),
        arguments(
            "batchNorm: {convention: {decay: 1}}",
            "1:33: batchNorm.convention.decay is 1.0; it must lie in [0, 1), as the weight of the"
                + " old running value"),
        arguments(
            "batchNorm: {convention: {name: torch, epsilon: 1e-3}}",
            "1:32: batchNorm.convention.name is 'torch', the name of a preset with other values;"
                + " give your mixture another name"));
  }

  @ParameterizedTest
  @MethodSource("contradictions")
  void contradictionsAreRefused(String yaml, String message) {
    assertThat(configuration.error(yaml)).isEqualTo("c.yaml:" + message);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "network: SimpleNetBN\nbatchNorm: {convention: d2l}",
        "network: SimpleNet\nbatchNorm: {convention: torch}",
        "network: BNLeNet\nbatchNorm: {convention: torch, where: [conv1, conv2]}",
        "network: BNLeNet\nbatchNorm: {implementation: layer-norm, convention: torch}"
      })
  void singleExamplesAreFineWhereNoUnbiasedVarianceOfOneValueIsTaken(String yaml) {
    assertThat(configuration.one(yaml + "\ntraining: {batchSize: 1}").training().batchSize())
        .isEqualTo(1);
  }

  @Test
  void layerNormalizationAfterTheActivationLetsImagesBePerturbed() {
    String yaml = "batchNorm: {implementation: layer-norm, position: after-activation}\n";
    assertThat(configuration.one(yaml + "recording: {robustness: true}").recording().robustness())
        .isTrue();
  }

  private BatchNormConvention convention(String yaml) {
    return configuration.one("batchNorm: {convention: " + yaml + "}").batchNorm().convention();
  }
}
