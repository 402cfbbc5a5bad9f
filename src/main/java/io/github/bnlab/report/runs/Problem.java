package io.github.bnlab.report.runs;

/**
 * Something that could not be read as it should be.
 *
 * @param where run directory or file
 * @param what one sentence
 */
public record Problem(String where, String what) {
  @Override
  public String toString() {
    return where + " " + what;
  }
}
