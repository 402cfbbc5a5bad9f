package io.github.bnlab.training;

import io.github.bnlab.config.TrainingConfig.StepKind;
import io.github.bnlab.config.TrialConfig;
import io.github.bnlab.dataset.LoadedData;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;

/**
 * A trial begins.
 *
 * @param config its settings
 * @param data the data really used
 * @param network initialized, not yet trained
 * @param stepKind the kind of step really used
 * @param totalSteps how many steps it will take if nothing stops it
 */
public record TrialStarted(
    TrialConfig config,
    LoadedData data,
    MultiLayerNetwork network,
    StepKind stepKind,
    int totalSteps) {}
