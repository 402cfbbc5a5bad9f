/**
 * Normalization layers: {@link io.github.bnlab.batchnorm.BatchNormMath} holds the formulas, {@link
 * io.github.bnlab.batchnorm.BatchNormGraph} puts them into SameDiff graphs that differentiate
 * themselves, {@link io.github.bnlab.batchnorm.BatchNormLayer} and {@link
 * io.github.bnlab.batchnorm.LayerNormLayer} are the DL4J layers made of such graphs, and {@link
 * io.github.bnlab.batchnorm.BatchNormLayers} chooses one, DL4J's own included.
 */
package io.github.bnlab.batchnorm;
