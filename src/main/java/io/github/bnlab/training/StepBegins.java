package io.github.bnlab.training;

import io.github.bnlab.engine.kernels.Batch;

/**
 * A step is about to be taken.
 *
 * @param step its number, from 1
 * @param epoch it belongs to, from 1
 * @param batch its examples
 */
public record StepBegins(int step, int epoch, Batch batch) {}
