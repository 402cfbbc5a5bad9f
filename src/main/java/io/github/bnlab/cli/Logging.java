package io.github.bnlab.cli;

/** Sets the log level of the libraries, before any of them is loaded. */
final class Logging {
  private static final String PREFIX = "org.slf4j.simpleLogger.";

  private Logging() {}

  /** Everything from INFO with {@code --verbose}, else only errors; on standard error. */
  static void configure(boolean verbose) {
    System.setProperty("slf4j.internal.verbosity", verbose ? "INFO" : "ERROR");
    setDefault("defaultLogLevel", verbose ? "info" : "error");
    // Spark logs as errors what is told otherwise, such as a lost executor.
    setDefault("log.org.apache.spark", verbose ? "info" : "off");
    setDefault("showThreadName", "false");
    setDefault("showShortLogName", "true");
  }

  /** A value given on the Java command line wins. */
  private static void setDefault(String key, String value) {
    if (System.getProperty(PREFIX + key) == null) {
      System.setProperty(PREFIX + key, value);
    }
  }
}
