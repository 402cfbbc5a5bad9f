/**
 * Robustness of a trained network to perturbed images: perturbations of growing strength, one of
 * them adversarial, are applied to the test split, and the accuracy is recorded.
 */
package io.github.bnlab.experiment.robustness;
