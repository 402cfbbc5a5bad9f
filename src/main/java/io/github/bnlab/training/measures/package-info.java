/**
 * Why does batch normalization help? Measures that the literature answers this with, taken at some
 * steps of a training on a copy of its network, so that the training itself is not changed by being
 * looked at.
 */
package io.github.bnlab.training.measures;
