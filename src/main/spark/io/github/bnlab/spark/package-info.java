/**
 * Runs trials on a Spark cluster. Compiled and loaded only where the profile {@code spark} is; the
 * classes that executors load use nothing of the program but constants, which the compiler copies.
 */
package io.github.bnlab.spark;
