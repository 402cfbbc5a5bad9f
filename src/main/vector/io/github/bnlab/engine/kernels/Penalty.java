package io.github.bnlab.engine.kernels;

/**
 * L2 regularization of a range of parameters: {@code g = g + factor p}.
 *
 * @param from the first parameter
 * @param to after the last one
 * @param factor of {@code factor / 2 * sum(p^2)} in the loss
 */
public record Penalty(int from, int to, double factor) {}
