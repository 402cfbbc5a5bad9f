package io.github.bnlab.lowering;

/**
 * Mean time of one operation of a list.
 *
 * @param name name of the operation
 * @param milliseconds mean over the rounds of the profile
 */
public record OperationTime(String name, double milliseconds) {}
