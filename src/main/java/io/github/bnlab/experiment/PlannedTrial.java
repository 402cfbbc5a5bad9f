package io.github.bnlab.experiment;

import io.github.bnlab.config.TrialConfig;

/**
 * What running an experiment would do with a trial.
 *
 * @param trial its settings
 * @param done whether it is done and would not be run again
 * @param seconds estimate of the time that it takes; 0 if it is done
 */
public record PlannedTrial(TrialConfig trial, boolean done, double seconds) {}
