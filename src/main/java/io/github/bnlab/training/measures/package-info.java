/**
 * Measures that the literature uses to explain why batch normalization helps. They are taken at
 * some steps of a training, on a copy of its network, so that they do not change the training.
 */
package io.github.bnlab.training.measures;
