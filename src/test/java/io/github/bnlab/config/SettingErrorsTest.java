package io.github.bnlab.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every kind of mistake in a setting, with the whole message. */
class SettingErrorsTest {
  private static final String TOP =
      "known at the top: name, description, label, variants, grid, backend, network, deepNet,"
          + " dataset, fallback, dataType, initialWeights, batchNorm, dropout, training, recording";
  private static final String FOLDER_NAME =
      "it must be a folder name of at most 100 letters a-z or A-Z, digits and . _ + = -, starting with a"
          + " letter or digit, for instance ";

  @TempDir Path folder;

  static Stream<Arguments> unknownKeys() {
    return Stream.of(
        arguments("networks: LeNet", "1:1: unknown key 'networks'; did you mean network?; " + TOP),
        arguments("xyz: 1", "1:1: unknown key 'xyz'; " + TOP),
        arguments(
            "learningRate: 1",
            "1:1: unknown key 'learningRate'; did you mean training.learningRate?; " + TOP),
        arguments("seed: 1", "1:1: unknown key 'seed'; did you mean training.seed?; " + TOP),
        arguments(
            "training:\n  batchSize: 64\n  learningRat: 0.2",
            "3:3: unknown key 'training.learningRat'; did you mean training.learningRate?; known"
                + " below training: batchSize, epochs, steps, learningRate, schedule, optimizer,"
                + " momentum, l2, clipping, seed, shuffle, step, earlyStopping, timeBudget"),
        arguments("network.x: 1", "1:1: unknown key 'network.x'; known below network: none"),
        arguments(
            "deepNet.label: 1",
            "1:1: unknown key 'deepNet.label'; known below deepNet: depth, width, activation"),
        arguments(
            "batchNorm: {momentum: 0.1}",
            "1:13: unknown key 'batchNorm.momentum'; batchNorm.convention.decay is 1 - momentum;"
                + " known below batchNorm: implementation, convention, where, position, groups,"
                + " groupStatistics, inference, biasBefore"),
        arguments(
            "dropout: {where: all}",
            "1:11: unknown key 'dropout.where'; did you mean dropout.after?; known below dropout:"
                + " rate, after"),
        arguments(
            "batchNorm: {convention: {like: torch, epsilom: 1}}",
            "1:39: unknown key 'batchNorm.convention.epsilom'; did you mean"
                + " batchNorm.convention.epsilon?; known below batchNorm.convention: name, epsilon,"
                + " decay, normalizeBy, runningVariance, count, initialGamma, removes, affine, like"),
        arguments(
            "grid.training.seed: [1]",
            "1:1: write the keys of 'grid' below it, indented, not after a dot"));
  }

  static Stream<Arguments> wrongTypes() {
    return Stream.of(
        arguments(
            "training:\n  batchSize: many",
            "2:14: training.batchSize is 'many'; expected a whole number"),
        arguments(
            "training: {batchSize: 2.5}",
            "1:23: training.batchSize is '2.5'; expected a whole number"),
        arguments(
            "training: {batchSize: \"64\"}",
            "1:23: training.batchSize is the quoted text '64'; expected a whole number"),
        arguments(
            "training: {batchSize: 99999999999}",
            "1:23: training.batchSize is '99999999999'; expected a whole number between -2147483648"
                + " and 2147483647"),
        arguments(
            "training: {learningRate: fast}",
            "1:26: training.learningRate is 'fast'; expected a number"),
        arguments(
            "training: {shuffle: yes}", "1:21: training.shuffle is 'yes'; expected true or false"),
        arguments("recording: {model: 1}", "1:20: recording.model is '1'; expected true or false"),
        arguments(
            "batchNorm: {convention: [d2l, torch]}",
            "1:25: batchNorm.convention is '[d2l, torch]'; expected a single value; a list of values"
                + " to try belongs below grid"),
        arguments(
            "name: reference",
            "1:7: name is 'reference'; it must be another name: results/reference holds the results"
                + " shipped with the program"),
        arguments(
            "training: {seed: [1, 2]}",
            "1:18: training.seed is '[1, 2]'; expected a single value; a list of values to try"
                + " belongs below grid"),
        arguments(
            "training: {seed: {a: 1}}", "1:18: training.seed is '{a: 1}'; expected a single value"),
        arguments(
            "training: 5",
            "1:11: training is '5'; expected a map of batchSize, epochs, steps, learningRate,"
                + " schedule, optimizer, momentum, l2, clipping, seed, shuffle, step,"
                + " earlyStopping, timeBudget"),
        arguments("training:", "1:10: training has no value; give it a value, or remove the key"),
        arguments(
            "training: {epochs: null}",
            "1:20: training.epochs has no value; give it a value, or remove the key"),
        arguments(
            "batchNorm: {where: conv1}",
            "1:20: batchNorm.where is 'conv1'; expected all or a list, such as [conv1]"),
        arguments(
            "batchNorm: {where: {a: 1}}",
            "1:20: batchNorm.where is '{a: 1}'; expected all or a list"),
        arguments(
            "batchNorm: {where: [[conv1]]}",
            "1:21: batchNorm.where is '[conv1]'; expected a single value"),
        arguments("name: [a]", "1:7: name is '[a]'; expected a text"));
  }

  static Stream<Arguments> wrongNames() {
    return Stream.of(
        arguments(
            "training: {optimizer: Adam}",
            "1:23: training.optimizer is 'Adam'; expected sgd, adam; did you mean adam?"),
        arguments(
            "batchNorm: {implementation: builtin}",
            "1:29: batchNorm.implementation is 'builtin'; expected none, custom, built-in,"
                + " layer-norm; did you mean built-in?"),
        arguments(
            "network: SimpelNet",
            "1:10: network is 'SimpelNet'; expected SimpleNet, SimpleNetBN, LeNet, BNLeNet,"
                + " BN-LeNet, DeepNet; did you mean SimpleNet?"),
        arguments(
            "network: DeepNet\ndeepNet: {depth: 0}",
            "2:18: deepNet.depth is 0; it must lie between 1 and 1000"),
        arguments(
            "network: DeepNet\ndeepNet: {width: 5000}",
            "2:18: deepNet.width is 5000; it must lie between 1 and 4096"),
        arguments(
            "network: DeepNet\ndeepNet: {depth: 100, width: 256}",
            "2:30: deepNet.width is 256; it must be smaller with deepNet.depth 100: the layers may"
                + " have 5 million weights"),
        arguments(
            "network: DeepNet\ndeepNet: {activation: tanh}",
            "2:23: deepNet.activation is 'tanh'; expected relu, sigmoid"),
        arguments(
            "network: DeepNet\nbatchNorm: {where: [dense11]}",
            "2:20: batchNorm.where names 'dense11'; the places of DeepNet are dense1 to dense10; did"
                + " you mean dense1?"),
        arguments(
            "deepNet: {width: 8}\nnetwork: LeNet",
            "1:18: deepNet.width is 8, but network is LeNet; set network to DeepNet, or leave"
                + " deepNet.width out"),
        arguments(
            "network: [LeNet]",
            "1:10: network is '[LeNet]'; expected a single value; a list of values to try belongs"
                + " below grid"),
        arguments(
            "training: {schedule: linear}",
            "1:22: training.schedule.kind is 'linear'; expected constant, step, exponential,"
                + " cosine, rising"),
        arguments("dataType: half", "1:11: dataType is 'half'; expected float, double"),
        arguments("backend: gpu", "1:10: backend is 'gpu'; expected cpu, cuda, auto"),
        arguments("fallback: mnist", "1:11: fallback is 'mnist'; expected none, synthetic-digits"),
        arguments("training: {step: fit}", "1:18: training.step is 'fit'; expected planned, dl4j"),
        arguments(
            "batchNorm: {convention: pytorch}",
            "1:25: batchNorm.convention is 'pytorch'; expected notebook, article, d2l, torch, or a"
                + " map; did you mean torch?"),
        arguments(
            "dataset: mnits",
            "1:10: dataset.name is 'mnits'; it must be one of mnist, fashion-mnist, synthetic-digits,"
                + " or come with dataset.images and dataset.labels; did you mean mnist?"),
        arguments(
            "initialWeights: xavier",
            "1:17: initialWeights is 'xavier'; it must be pytorch, xavier-uniform, he-uniform, or"
                + " the path of an .npz file; did you mean xavier-uniform?"),
        arguments(
            "dropout: {rate: 0.5, after: [dense3]}",
            "1:29: dropout.after names 'dense3'; the places of SimpleNet are dense1, dense2; did"
                + " you mean dense1?"),
        arguments("name: a/b", "1:7: name is 'a/b'; " + FOLDER_NAME + "a-b"),
        arguments("name: ../x", "1:7: name is '../x'; " + FOLDER_NAME + "x"),
        arguments("name: a..b", "1:7: name is 'a..b'; " + FOLDER_NAME + "a.b"),
        arguments("name: .a", "1:7: name is '.a'; " + FOLDER_NAME + "a"),
        arguments(
            "name: con", "1:7: name is 'con'; it must be another name: Windows reserves this one"),
        arguments("name: ''", "1:7: name is ''; " + FOLDER_NAME + "my-experiment"),
        arguments("label: 'a b'", "1:8: label is 'a b'; " + FOLDER_NAME + "a-b"));
  }

  @ParameterizedTest
  @MethodSource({"unknownKeys", "wrongTypes", "wrongNames"})
  void namesPositionKeyValueAndRemedy(String yaml, String message) {
    assertThat(new ConfigurationText(folder).error(yaml)).isEqualTo("c.yaml:" + message);
  }
}
