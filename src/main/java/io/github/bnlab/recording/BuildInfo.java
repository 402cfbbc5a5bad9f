package io.github.bnlab.recording;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/**
 * The revision that the build recorded.
 *
 * @param revision of the source, with {@code -dirty} where files were changed since; {@code
 *     unknown} where it was not built in a repository
 */
public record BuildInfo(String revision) {
  private static final String RESOURCE = "/io/github/bnlab/revision.properties";

  /** Of the running program. */
  public static BuildInfo read() {
    Properties properties = new Properties();
    try (InputStream in = BuildInfo.class.getResourceAsStream(RESOURCE)) {
      if (in != null) {
        properties.load(in);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    String revision = properties.getProperty("revision", "");
    return new BuildInfo(revision.isEmpty() ? "unknown" : revision);
  }
}
