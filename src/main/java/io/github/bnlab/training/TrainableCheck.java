package io.github.bnlab.training;

import io.github.bnlab.config.BatchNormConfig;
import io.github.bnlab.config.BatchNormImplementation;
import io.github.bnlab.config.ConfigException;
import io.github.bnlab.config.InferenceStatistics;
import io.github.bnlab.config.TrialConfig;
import io.github.bnlab.config.TrialConfig.FloatType;
import io.github.bnlab.dataset.DataException;
import io.github.bnlab.dataset.ImageSet;

/** Checks settings and data together before training begins. */
public final class TrainableCheck {
  private TrainableCheck() {}

  /**
   * Checks that every batch can be trained on.
   *
   * @throws DataException if there is nothing to train on
   * @throws ConfigException if a batch has a single example where an unbiased variance or DL4J's
   *     layer needs two, or cannot be normalized in groups of equal size; or if the training has
   *     too many steps
   */
  public static void check(TrialConfig config, ImageSet training) {
    if (training.size() == 0) {
      throw new DataException(
          "The training split of %s is empty; lower dataset.validationExamples or raise dataset.trainingExamples"
              .formatted(config.dataset().name()));
    }
    checkBatches(
        config,
        training.size(),
        TrainingLength.of(config.training(), training.size()).smallestBatch());
    if (config.batchNorm().evaluatesBy() == InferenceStatistics.POPULATION) {
      checkPopulation(config, training.size());
    }
  }

  /**
   * Checks that the statistics of every batch of the training images can be taken.
   *
   * @throws ConfigException as {@link #check}
   */
  public static void checkPopulation(TrialConfig config, int examples) {
    int batchSize = config.training().batchSize();
    int rest = examples % batchSize;
    checkBatches(config, examples, rest > 0 ? rest : Math.min(batchSize, examples));
  }

  private static void checkBatches(TrialConfig config, int examples, int smallest) {
    if (smallest % groups(config) != 0) {
      throw new ConfigException(
          "batchNorm.groups is %d: with training.batchSize %d and %d training examples, the last batch of %d does not divide into %d groups of equal size; set dataset.trainingExamples to %d, or change batchNorm.groups or training.batchSize"
              .formatted(
                  groups(config),
                  config.training().batchSize(),
                  examples,
                  smallest,
                  groups(config),
                  examples - smallest % groups(config)));
    }
    if (smallest == groups(config)) {
      refuseSingleExamples(config, examples);
    }
  }

  /** DL4J's layer fails on one, in double. */
  private static void refuseMatrixOfOneRow(TrialConfig config, int examples) {
    boolean matrices =
        !config.batchNorm().where().stream().allMatch(BatchNormConfig::isConvolution);
    if (matrices
        && config.dataType() == FloatType.DOUBLE
        && TrainingStep.isOfDl4j(config.training())) {
      throw new ConfigException(
          "training.batchSize is %d: with %d training examples a batch has a single one, which DL4J's layer (batchNorm.implementation built-in) does not take in double with training.step dl4j; change training.batchSize, dataset.trainingExamples or dataType"
              .formatted(config.training().batchSize(), examples));
    }
  }

  private static int groups(TrialConfig config) {
    boolean none = config.batchNorm().implementation() == BatchNormImplementation.NONE;
    return none ? 1 : config.batchNorm().groups();
  }

  private static void refuseSingleExamples(TrialConfig config, int examples) {
    BatchNormConfig norm = config.batchNorm();
    if (norm.implementation() == BatchNormImplementation.BUILT_IN) {
      refuseMatrixOfOneRow(config, examples);
    }
    if (norm.implementation() != BatchNormImplementation.CUSTOM) {
      return;
    }
    for (String place : norm.where()) {
      if (norm.needsTwoExamples(place)) {
        throw new ConfigException(
            "training.batchSize is %d: with %d training examples a %s has a single one, and the unbiased variance of batchNorm.convention %s after %s needs two; change training.batchSize or dataset.trainingExamples"
                .formatted(
                    config.training().batchSize(),
                    examples,
                    norm.groups() == 1 ? "batch" : "group of a batch",
                    norm.convention().name(),
                    place));
      }
    }
  }
}
