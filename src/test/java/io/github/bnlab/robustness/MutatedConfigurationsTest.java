package io.github.bnlab.robustness;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.bnlab.config.ConfigException;
import io.github.bnlab.config.ConfigurationText;
import io.github.bnlab.config.ExperimentReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A mutated configuration is either read or refused by a ConfigException of one line. */
class MutatedConfigurationsTest {
  private static final int MUTATIONS = 600;

  private static final List<String> PIECES =
      Stream.concat(
              Stream.of("\n", "  ", ": ", "\n---\n", "\t", "\u0000", "\ud800", "&w ", "!!str "),
              Stream.of(
                  ("1 x # [ ] { } : , - ~ null *w all -1 .nan 1e999 [[]] {} % ' \" | > ? ... like"
                          + " name training where << true")
                      .split(" ")))
          .toList();

  @TempDir Path folder;

  @Test
  void aMutatedFileIsReadOrRefused() throws IOException {
    SplittableRandom random = new SplittableRandom(7);
    int read = 0;
    for (int i = 0; i < MUTATIONS; i++) {
      byte[] mutated = mutate(random);
      read += accepted(mutated, List.of()) ? 1 : 0;
    }
    // Both happen, so that both are tested.
    assertThat(read).isBetween(MUTATIONS / 200, MUTATIONS * 9 / 10);
  }

  @Test
  void aMutatedOverrideIsReadOrRefused() throws IOException {
    SplittableRandom random = new SplittableRandom(8);
    List<String> keys = ConfigurationText.keys();
    byte[] file = Seeds.EXPERIMENT;
    int read = 0;
    for (int i = 0; i < MUTATIONS; i++) {
      String key = keys.get(random.nextInt(keys.size()));
      String value = any(random, PIECES) + any(random, PIECES);
      read += accepted(file, List.of(key + "=" + value)) ? 1 : 0;
    }
    assertThat(read).isBetween(MUTATIONS / 200, MUTATIONS * 9 / 10);
  }

  /** Anything but a {@link ConfigException} of one line fails the test. */
  private boolean accepted(byte[] yaml, List<String> overrides) throws IOException {
    Path file = folder.resolve("c.yaml");
    Files.write(file, yaml);
    try {
      ExperimentReader.read(file, overrides);
      ExperimentReader.explain(file, overrides);
      return true;
    } catch (ConfigException e) {
      assertThat(e.getMessage()).isNotBlank();
      assertThat(e.key()).as(e.getMessage()).isEmpty();
      return false;
    } catch (RuntimeException | StackOverflowError e) {
      throw new AssertionError(new String(yaml, StandardCharsets.UTF_8) + overrides, e);
    }
  }

  private static byte[] mutate(SplittableRandom random) {
    byte[] bytes = Seeds.EXPERIMENT;
    int edits = 1 + random.nextInt(2);
    for (int i = 0; i < edits; i++) {
      int at = random.nextInt(bytes.length);
      int end = Math.min(bytes.length, at + random.nextInt(4));
      byte[] piece = any(random, PIECES).getBytes(StandardCharsets.UTF_8);
      byte[] changed = Arrays.copyOf(bytes, at + piece.length + bytes.length - end);
      System.arraycopy(piece, 0, changed, at, piece.length);
      System.arraycopy(bytes, end, changed, at + piece.length, bytes.length - end);
      bytes = changed;
    }
    if (random.nextInt(50) == 0) {
      bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
    }
    return bytes;
  }

  private static String any(SplittableRandom random, List<String> values) {
    return values.get(random.nextInt(values.size()));
  }
}
