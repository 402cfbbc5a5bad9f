/**
 * Reports: run directories are read as far as they are valid ({@code runs}), brought together
 * ({@code summary}), made into {@code plots}, and drawn as a page that explains itself ({@code
 * page}), also while a run goes on ({@code live}), as figures for a paper ({@code figures}) and for
 * TensorBoard ({@code tensorboard}). Needs neither ND4J nor DL4J.
 */
package io.github.bnlab.report;
