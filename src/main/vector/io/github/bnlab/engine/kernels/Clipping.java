package io.github.bnlab.engine.kernels;

/**
 * Clipping of the gradient of a layer.
 *
 * @param byNorm {@code g = g threshold / |g|} where the norm is larger, else {@code g = min(max(g,
 *     -threshold), threshold)}
 * @param from the first parameter of the layer
 * @param to after its last one
 * @param threshold largest norm or absolute value
 */
public record Clipping(boolean byNorm, int from, int to, double threshold) {}
