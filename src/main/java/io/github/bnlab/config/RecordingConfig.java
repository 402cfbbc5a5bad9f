package io.github.bnlab.config;

/**
 * What a trial keeps.
 *
 * @param model whether {@code model.zip} and {@code parameters.npz} are written
 */
public record RecordingConfig(boolean model) {}
