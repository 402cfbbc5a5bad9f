/**
 * Training steps compiled from a DL4J network. {@link io.github.bnlab.engine.NetworkCompiler} says
 * which layers are known, {@link io.github.bnlab.engine.GraphCompiler} takes the formulas of the
 * custom layers from their SameDiff graphs, and {@link io.github.bnlab.engine.kernels} computes.
 */
package io.github.bnlab.engine;
