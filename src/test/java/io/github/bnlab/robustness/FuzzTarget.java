package io.github.bnlab.robustness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.commons.io.FileUtils;

/**
 * What Jazzer calls, with one reader: the first argument, as the profile {@code fuzz} gives it. A
 * finding is whatever breaks the promise of {@link Promise}.
 */
public final class FuzzTarget {
  private static InputReader reader;
  private static Promise promise;

  private FuzzTarget() {}

  /** Called once, before the inputs. */
  public static void fuzzerInitialize(String[] arguments) {
    reader = InputReader.valueOf(arguments[0]);
    try {
      Path folder = Files.createTempDirectory("bnlab-fuzz");
      Runtime.getRuntime()
          .addShutdownHook(new Thread(() -> FileUtils.deleteQuietly(folder.toFile())));
      promise = new Promise(folder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    // Classes are instrumented now, and not while an input is timed.
    Seeds.of(reader).forEach(FuzzTarget::fuzzerTestOneInput);
  }

  /** Called with every input. */
  public static void fuzzerTestOneInput(byte[] input) {
    try {
      promise.accepts(reader, input);
    } catch (AssertionError e) {
      // Jazzer's agent rewrites a class, at the cost of much memory, in the thread that first needs
      // it. The second time it is there, and a finding is still one.
      promise.accepts(reader, input);
    }
  }
}
