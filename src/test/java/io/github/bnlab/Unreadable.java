package io.github.bnlab;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Assumptions;

/** Takes away permissions. */
public final class Unreadable {
  private Unreadable() {}

  /** The file or folder without any permission; skips the test where it can be read still. */
  public static Path make(Path path) throws IOException {
    Assumptions.assumeTrue(
        Files.getFileStore(path).supportsFileAttributeView("posix"), "no POSIX permissions");
    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("---------"));
    Assumptions.assumeFalse(Files.isReadable(path), "this user may read everything");
    return path;
  }
}
