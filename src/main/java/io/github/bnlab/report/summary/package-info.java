/**
 * Aggregates the records of many trials: trials that differ in their seed only form a group, curves
 * are thinned without losing their extremes, seeds become a mean and a band, and curves of accuracy
 * become the epochs and steps at which a target is reached.
 */
package io.github.bnlab.report.summary;
