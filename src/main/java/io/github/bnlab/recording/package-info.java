/**
 * Writes run directories: observes the events of a training, writes them into a directory of
 * another name, and gives it its name when it is whole. Checkpoints are written by another thread.
 */
package io.github.bnlab.recording;
