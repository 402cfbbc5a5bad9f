package io.github.bnlab.benchmark;

/**
 * One of those that are timed in turn.
 *
 * @param subject what is trained
 * @param way how
 * @param task what is timed
 * @param measure times it
 */
record Candidate(Subject subject, TimedStep way, Task task, Measure measure) {}
