/** Rows of the tables that a run records: what is measured, as it is written and read. */
package io.github.bnlab.rows;
