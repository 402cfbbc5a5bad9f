/**
 * The page: the trials become one JSON text, and the page's template, style and scripts, with the
 * charting library, are put around it in a single file that needs nothing else.
 */
package io.github.bnlab.report.page;
