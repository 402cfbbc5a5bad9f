/**
 * Layers, update rules and their kernels on {@code float} values and the vectors of the JDK. {@link
 * io.github.bnlab.engine.kernels.float32.LayeredNetwork} is the way in; {@link
 * io.github.bnlab.engine.kernels.float32.Passes} puts the layers of a network together.
 */
package io.github.bnlab.engine.kernels.float32;
