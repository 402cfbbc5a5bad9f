/**
 * The machine, then the ND4J backend that was loaded on it: what it is, what it can do, and why it
 * cannot be used where it cannot.
 */
package io.github.bnlab.backend;
