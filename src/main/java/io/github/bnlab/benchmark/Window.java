package io.github.bnlab.benchmark;

/**
 * What a short stretch of work took, for each step or evaluation of it.
 *
 * @param milliseconds wall time
 * @param cpuMilliseconds time that the training thread was on a processor: on a busy machine nearer
 *     to what a quiet one would need
 */
record Window(double milliseconds, double cpuMilliseconds) {}
