package io.github.bnlab.config;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/** Versions of libraries on the class path and of this program, as builds write them into jars. */
public final class LibraryVersion {
  private LibraryVersion() {}

  /**
   * The version of a library; "unknown" where its jar does not tell.
   *
   * @param library group and artifact, as {@code org.nd4j/nd4j-api}
   */
  public static String of(String library) {
    return property("/META-INF/maven/" + library + "/pom.properties", "version");
  }

  /**
   * The revision of the program's source, with {@code -dirty} where files were changed since;
   * "unknown" where it was not built in a repository.
   */
  public static String revision() {
    return property("/io/github/bnlab/revision.properties", "revision");
  }

  private static String property(String resource, String name) {
    Properties properties = new Properties();
    try (InputStream in = LibraryVersion.class.getResourceAsStream(resource)) {
      if (in != null) {
        properties.load(in);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    String value = properties.getProperty(name, "");
    return value.isEmpty() ? "unknown" : value;
  }
}
