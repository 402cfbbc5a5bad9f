/**
 * The computations of training steps. <b>Lanes are examples</b>: a batch is cut into blocks of 16
 * examples, an activation is {@code [block][channel][pixel][16]}, of dense layers {@code
 * [channel][block][16]}, and every operation but the weight gradient of dense layers, whose lanes
 * are inputs, is a loop over channels and pixels on the 16 lanes of a block.
 *
 * <p>Results do not depend on the machine: there are 16 lanes however long its vectors are,
 * products and sums are fused as {@link java.lang.Math#fma} defines it, the exponential is the
 * program's own, and sums are taken in an order that depends on the shapes alone.
 *
 * <p>This package has what does not depend on the type of the values. {@code float32} computes; the
 * build makes {@code float64} of it, and {@code loops32} and {@code loops64} for a Java without the
 * module {@code jdk.incubator.vector}.
 */
package io.github.bnlab.engine.kernels;
