package io.github.bnlab.config;

import java.util.Optional;

/** A configuration that cannot be used; the message names file, position, key, value and remedy. */
public final class ConfigException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String key;

  public ConfigException(String message) {
    this(null, message);
  }

  /** An error of one setting, whose position in a file is added later. */
  public ConfigException(String key, String message) {
    super(MessageText.onOneLine(message));
    this.key = key;
  }

  /** The dotted key of the setting at fault, if the message does not name its position yet. */
  public Optional<String> key() {
    return Optional.ofNullable(key);
  }
}
