/**
 * Every figure of a report as a plain value, a {@link io.github.bnlab.report.plots.Plot}, which the
 * page and the figures draw alike: settings that differ become axes, final accuracies become
 * curves, maps and dots over them, what was measured during training becomes curves over the steps.
 */
package io.github.bnlab.report.plots;
