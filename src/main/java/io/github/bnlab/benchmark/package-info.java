/**
 * Measures the speed of training. Kinds of training step are timed in turn in short windows and
 * compared window by window, so that other load of the machine affects all of them alike.
 */
package io.github.bnlab.benchmark;
