/**
 * The machine and its GPUs, then the choice between CPU and CUDA, then the ND4J backend that was
 * loaded: what it is, what it can do, and why it cannot be used where it cannot.
 */
package io.github.bnlab.backend;
