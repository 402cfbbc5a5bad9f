/**
 * Training: data goes batch by batch through a {@code TrainingStep}; everything else, recording
 * included, observes the events of the {@code Trainer}.
 */
package io.github.bnlab.training;
