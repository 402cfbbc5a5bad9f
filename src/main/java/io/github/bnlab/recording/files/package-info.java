/**
 * The files of a run directory, format 1: their names, columns and fields, how their numbers are
 * written, and how they are read back. Needs neither ND4J nor DL4J.
 */
package io.github.bnlab.recording.files;
