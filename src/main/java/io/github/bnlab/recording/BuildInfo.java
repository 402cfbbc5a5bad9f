package io.github.bnlab.recording;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/** What the build recorded about the program. */
public final class BuildInfo {
  private static final String RESOURCE = "/io/github/bnlab/revision.properties";

  private BuildInfo() {}

  /**
   * The revision of the running program's source, with {@code -dirty} where files were changed
   * since; {@code unknown} where it was not built in a repository.
   */
  public static String revision() {
    Properties properties = new Properties();
    try (InputStream in = BuildInfo.class.getResourceAsStream(RESOURCE)) {
      if (in != null) {
        properties.load(in);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    String revision = properties.getProperty("revision", "");
    return revision.isEmpty() ? "unknown" : revision;
  }
}
