/**
 * Normalization layers: {@link io.github.bnlab.batchnorm.BatchNormMath} holds the formulas, {@link
 * io.github.bnlab.batchnorm.BatchNormGraph} and {@link io.github.bnlab.batchnorm.LayerNormGraph}
 * put them into SameDiff graphs that differentiate themselves, {@link
 * io.github.bnlab.batchnorm.BatchNormLayer} and {@link io.github.bnlab.batchnorm.LayerNormLayer}
 * are the DL4J layers made of those graphs, and {@link io.github.bnlab.batchnorm.BatchNormLayers}
 * chooses one, DL4J's own included.
 */
package io.github.bnlab.batchnorm;
