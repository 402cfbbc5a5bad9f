package io.github.bnlab.benchmark;

/**
 * One of the steps or evaluations that are timed in turn.
 *
 * @param subject what is trained
 * @param step the kind of training step
 * @param task what is timed
 * @param measure times it
 */
record Candidate(Subject subject, TimedStep step, Task task, Measure measure) {}
