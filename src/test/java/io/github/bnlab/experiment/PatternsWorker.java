package io.github.bnlab.experiment;

import io.github.bnlab.training.Trials;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The process of a trial on the patterns of the tests; some trials end in a bad way. */
final class PatternsWorker {
  private PatternsWorker() {}

  public static void main(String[] arguments) throws IOException {
    Path results = Path.of(arguments[0]);
    StopSignal stop = new StopSignal();
    Thread watch = new Thread(() -> watch(stop));
    watch.setDaemon(true);
    watch.start();
    System.out.println("what a native library prints");
    TrialWorker.run(
        Path.of(arguments[1]),
        results,
        (config, fallback) -> Trials.data(),
        RunOptions.USUAL_CHECKPOINTS,
        stop,
        line -> {
          if (line.contains("\"epoch\":{\"epoch\":1")
              && config(arguments[1]).contains("label: crash")) {
            System.err.println("something terrible");
            Runtime.getRuntime().halt(137);
          }
          System.out.println(line);
        });
  }

  private static String config(String file) {
    try {
      return Files.readString(Path.of(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void watch(StopSignal stop) {
    try {
      System.in.transferTo(OutputStream.nullOutputStream());
    } catch (IOException e) {
      // The test is gone.
    }
    stop.request();
  }
}
