/**
 * Reports: run directories are read as far as they are valid ({@code runs}), brought together
 * ({@code summary}), and drawn as a page that explains itself ({@code page}) and as figures for a
 * paper ({@code figures}). Needs neither ND4J nor DL4J.
 */
package io.github.bnlab.report;
