/**
 * From a SameDiff graph to a fixed list of ND4J operations on fixed arrays.
 *
 * <p>{@link io.github.bnlab.lowering.Operations} is the list: it is built once, with all shapes
 * known, and then run as often as wanted for about a microsecond of overhead an operation.
 */
package io.github.bnlab.lowering;
