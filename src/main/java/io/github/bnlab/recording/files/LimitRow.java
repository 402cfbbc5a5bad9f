package io.github.bnlab.recording.files;

/**
 * A line of {@code limits.csv}: the largest value of a setting with which a trial trains.
 *
 * @param trial its name
 * @param largestTrained largest value that trained, or null if none did
 * @param smallestFailed smallest value that failed, or null if not even the highest did
 * @param failure why that one failed; empty where none did
 */
public record LimitRow(
    String trial,
    Double largestTrained,
    Double smallestFailed,
    @Column(mayBeEmpty = true) String failure) {}
