package io.github.bnlab.training;

import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A step is about to be taken.
 *
 * @param step its number, from 1
 * @param epoch it belongs to, from 1
 * @param batchSize examples in its batch
 * @param features of the batch, [batchSize, 784]; not to be changed, overwritten by later steps
 * @param labels of the batch, one-hot, [batchSize, 10]; likewise
 */
public record StepBegins(int step, int epoch, int batchSize, INDArray features, INDArray labels) {}
