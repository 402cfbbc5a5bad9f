package io.github.bnlab;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIf;

/**
 * The jars that the program and its tests run on are those of the checked-in list, byte by byte: a
 * version that came in unnoticed, or a jar that was tampered with, fails the build.
 *
 * <p>After a wanted change of a dependency, the list is what {@code sha256sum} prints for the jars
 * that a failure names. It holds the natives of all platforms on which the CPU's backend runs; the
 * jars of CUDA, 600 MB to 2.4 GB, are left to Maven's own check of what it downloads.
 */
@DisabledIf(value = "onCuda", disabledReason = "the list has no jars of CUDA")
class DependencyChecksumsTest {
  private static final String LIST = "/checksums/dependencies.sha256";

  static boolean onCuda() {
    return jars().stream().anyMatch(jar -> jar.getFileName().toString().startsWith("nd4j-cuda"));
  }

  @Test
  void everyJarIsTheOneThatWasChosen() throws Exception {
    Map<String, String> found = new TreeMap<>();
    for (Path jar : jars()) {
      found.put(jar.getFileName().toString(), sha256(jar));
    }
    Map<String, String> chosen = chosen();
    assertThat(found).hasSizeGreaterThan(50); // else the class path was not read
    assertThat(chosen).containsAllEntriesOf(found);
    assertThat(chosen.keySet())
        .as("jars of the list; remove a line whose jar is no longer used")
        .allMatch(jar -> found.containsKey(jar) || jar.matches(".*-(linux|macosx|windows)-.*"));
  }

  private static List<Path> jars() {
    return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
        .filter(entry -> entry.endsWith(".jar"))
        .map(Path::of)
        .filter(jar -> !jar.getFileName().toString().startsWith("surefire"))
        .toList();
  }

  /** Lines as {@code sha256sum} writes them. */
  private static Map<String, String> chosen() throws IOException {
    Map<String, String> sums = new TreeMap<>();
    try (InputStream in = DependencyChecksumsTest.class.getResourceAsStream(LIST)) {
      String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      text.lines().map(line -> line.split(" +")).forEach(line -> sums.put(line[1], line[0]));
    }
    return sums;
  }

  private static String sha256(Path jar) throws IOException, NoSuchAlgorithmException {
    MessageDigest digest = MessageDigest.getInstance("SHA-256");
    try (InputStream in = new DigestInputStream(Files.newInputStream(jar), digest)) {
      in.transferTo(OutputStream.nullOutputStream());
    }
    return HexFormat.of().formatHex(digest.digest());
  }
}
