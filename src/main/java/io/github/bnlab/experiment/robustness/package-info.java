/**
 * How a trained network stands perturbed images: perturbations of growing strength, the adversarial
 * one included, are applied to the test split, and what it then gets right is recorded.
 */
package io.github.bnlab.experiment.robustness;
