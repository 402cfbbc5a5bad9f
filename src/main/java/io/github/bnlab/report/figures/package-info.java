/**
 * The figures of a report as SVG and PNG for papers: each is a plot with a title, a legend, panels
 * and a caption, drawn without a display.
 */
package io.github.bnlab.report.figures;
