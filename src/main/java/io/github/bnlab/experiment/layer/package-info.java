/** One normalization layer on its own: what it computes from batches, step by step. */
package io.github.bnlab.experiment.layer;
