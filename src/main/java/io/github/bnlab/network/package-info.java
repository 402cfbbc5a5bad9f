/**
 * From the configuration of a trial to a network: {@link io.github.bnlab.network.Networks} builds
 * the DL4J configuration of an architecture with its normalization and optimizer, {@link
 * io.github.bnlab.network.InitialWeights} gives it the weights to start from, and {@link
 * io.github.bnlab.network.ParameterFiles} writes and reads parameters as NumPy files.
 */
package io.github.bnlab.network;
