/**
 * Results of sweeps and measures as plain values, which the page and the figures draw alike:
 * settings that differ become axes, final accuracies become curves, maps and dots over them, what
 * was measured during training becomes curves over the steps.
 */
package io.github.bnlab.report.plots;
