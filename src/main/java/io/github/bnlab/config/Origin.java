package io.github.bnlab.config;

/**
 * Where a setting was written.
 *
 * @param text as messages show it: {@code FILE:LINE:COLUMN}, {@code override KEY=VALUE}, or {@code
 *     default}
 * @param given whether the user wrote it, rather than the defaults
 */
record Origin(String text, boolean given) {
  private static final int SHOWN = 200;

  static final Origin DEFAULT = new Origin("default", false);

  static Origin inOverride(String override) {
    boolean whole = override.length() <= SHOWN;
    return new Origin(
        "override " + (whole ? override : override.substring(0, SHOWN) + "..."), true);
  }

  /** The error of a key at this position that was given before. */
  ConfigException givenTwice(String key, Origin first) {
    return error("the key " + Require.shown(key) + " is given twice, first at " + first.text());
  }

  /** An error at this position. */
  ConfigException error(String message) {
    return new ConfigException(text + ": " + message);
  }
}
