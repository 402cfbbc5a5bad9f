package io.github.bnlab.config;

/**
 * What a trial keeps.
 *
 * @param model whether {@code model.zip} and {@code parameters.npz} are written
 * @param mistakes whether {@code mistakes.csv} is written; it holds images of the data set, which
 *     records that are passed on may not be allowed to
 */
public record RecordingConfig(boolean model, boolean mistakes) {}
