/**
 * The commands: arguments in, progress and results out, exit codes; the only package that prints.
 * Results go to standard output, everything else to standard error.
 */
package io.github.bnlab.cli;
