package io.github.bnlab.config;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/** Versions of libraries on the class path, as Maven writes them into the jars that it makes. */
public final class LibraryVersion {
  private LibraryVersion() {}

  /**
   * The version of a library; "unknown" where its jar does not tell.
   *
   * @param library group and artifact, as {@code org.nd4j/nd4j-api}
   */
  public static String of(String library) {
    String resource = "/META-INF/maven/" + library + "/pom.properties";
    try (InputStream in = LibraryVersion.class.getResourceAsStream(resource)) {
      Properties pom = new Properties();
      if (in != null) {
        pom.load(in);
      }
      return pom.getProperty("version", "unknown");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
