/**
 * Writes run directories: observes the events of a training, writes them off the training thread
 * into a directory of another name, and gives it its name when it is whole.
 */
package io.github.bnlab.recording;
