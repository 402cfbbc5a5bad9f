package io.github.bnlab.recording.files;

/**
 * A line of {@code robustness.csv}: how well the trained network does on perturbed test images.
 *
 * @param perturbation such as {@code gaussian-noise}, {@code contrast}, {@code shift} or {@code
 *     fgsm}
 * @param strength of the perturbation; 0 is the unperturbed image
 * @param examples number of images
 * @param loss mean cross-entropy in nats
 * @param accuracy in [0, 1]
 */
public record RobustnessRow(
    String perturbation, double strength, int examples, double loss, double accuracy) {}
