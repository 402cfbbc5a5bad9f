/**
 * How fast training is: ways to take a step, timed in turn in short windows, then compared window
 * by window, so that what else a machine does falls on all of them alike.
 */
package io.github.bnlab.benchmark;
