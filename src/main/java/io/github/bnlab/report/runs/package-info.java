/**
 * Run directories as they are found, whole or not: every file is read as far as it is sound, and
 * what is not sound becomes a sentence in the list of problems instead of an exception.
 */
package io.github.bnlab.report.runs;
