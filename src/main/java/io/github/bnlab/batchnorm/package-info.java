/**
 * Normalization layers: {@link io.github.bnlab.batchnorm.BatchNormMath} holds the formulas, {@link
 * io.github.bnlab.batchnorm.BatchNormGraph} puts them into SameDiff graphs that differentiate
 * themselves, and {@link io.github.bnlab.batchnorm.BatchNormLayer} and {@link
 * io.github.bnlab.batchnorm.LayerNormLayer} are the DL4J layers made of such graphs.
 */
package io.github.bnlab.batchnorm;
