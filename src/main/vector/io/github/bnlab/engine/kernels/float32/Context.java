package io.github.bnlab.engine.kernels.float32;

/**
 * What the layers of a network share.
 *
 * @param arena where their arrays are
 * @param parameters of the network
 * @param threads that work on it at most
 */
record Context(Arena arena, Parameters parameters, int threads) {}
