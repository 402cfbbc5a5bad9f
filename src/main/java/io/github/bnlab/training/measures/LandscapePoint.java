package io.github.bnlab.training.measures;

/**
 * The loss {@code L} of a batch and its gradient {@code g} some way along the gradient, at {@code p
 * - distance * g(p)} (Santurkar et al., 2018, figure 4).
 *
 * @param distance in units of a learning rate
 * @param loss mean cross-entropy there, in nats
 * @param gradientDifference {@code |g(p - distance * g(p)) - g(p)|}
 * @param smoothness that difference divided by {@code distance * |g(p)|}, a lower bound of the
 *     smoothness constant of the loss; null at distance 0
 */
public record LandscapePoint(
    double distance, double loss, double gradientDifference, Double smoothness) {}
