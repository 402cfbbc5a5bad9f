package io.github.bnlab.lowering;

/**
 * One entry of a list of operations.
 *
 * @param name what a profile shows: scope, kind of operation, shape of the output
 * @param action what runs it, on the arrays that it was built with
 */
record Operation(String name, Runnable action) {}
