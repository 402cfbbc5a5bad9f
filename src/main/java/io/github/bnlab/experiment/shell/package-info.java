/** Data, networks, training and curves for the Java shell, a method each. */
package io.github.bnlab.experiment.shell;
