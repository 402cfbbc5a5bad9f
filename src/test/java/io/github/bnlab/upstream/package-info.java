/**
 * Defects of DL4J and ND4J that the code works round, each shown in the library itself. A test that
 * fails after an upgrade says that its work-round can go.
 */
package io.github.bnlab.upstream;
