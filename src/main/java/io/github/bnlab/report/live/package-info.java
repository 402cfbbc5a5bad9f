/** The page of an experiment, from a server on this machine, while its records grow. */
package io.github.bnlab.report.live;
