package io.github.bnlab.config;

/** A configuration that cannot be used; the message names file, position, key, value and remedy. */
public final class ConfigException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public ConfigException(String message) {
    super(message);
  }
}
