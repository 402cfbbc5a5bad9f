package io.github.bnlab.training.measures;

/**
 * How large the gradient of a layer is (Bjorck et al., 2018, figure 4).
 *
 * @param layer with weights, such as {@code conv1}
 * @param gradient Euclidean norm of the gradient of the mean loss by its weights and biases
 * @param parameters Euclidean norm of its weights and biases
 */
public record GradientNorm(String layer, double gradient, double parameters) {}
