/**
 * Reads run directories, complete or not: every file is read as far as it is valid, and a fault
 * becomes a sentence in the list of problems instead of an exception.
 */
package io.github.bnlab.report.runs;
