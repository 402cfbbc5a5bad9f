package io.github.bnlab.experiment;

import io.github.bnlab.dataset.LoadedData;
import io.github.bnlab.training.Trials;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** A process for trials on the patterns of the tests; some trials end in a bad way. */
final class PatternsWorker {
  /** The same images in a file that was written since. */
  private static final LoadedData OTHER =
      new LoadedData(
          "patterns",
          false,
          Trials.data().training(),
          Trials.data().validation(),
          Trials.data().test(),
          Map.of("patterns", "another"));

  private static volatile String named = "";

  private PatternsWorker() {}

  public static void main(String[] arguments) throws InterruptedException {
    Path results = Path.of(arguments[0]);
    System.out.println("what a native library prints");
    new TrialWorker(
            results,
            (config, fallback) -> config().contains("label: changed") ? OTHER : Trials.data(),
            RunOptions.USUAL_CHECKPOINTS,
            new StopSignal(),
            line -> {
              if (line.contains("\"epoch\":{\"epoch\":1") && config().contains("label: crash")) {
                System.err.println("something terrible");
                Runtime.getRuntime().halt(137);
              }
              System.out.println(line);
              if (line.contains("\"ended\"") && config().contains("label: last")) {
                Runtime.getRuntime().halt(1);
              }
            })
        .runAll(new Overheard(), () -> {});
  }

  private static String config() {
    try {
      return Files.readString(Path.of(named.strip()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Standard input; what came last is the file of the present trial. */
  private static final class Overheard extends FilterInputStream {
    Overheard() {
      super(System.in);
    }

    @Override
    public int read(byte[] bytes, int from, int length) throws IOException {
      int n = super.read(bytes, from, length);
      if (n > 0) {
        named = new String(bytes, from, n, StandardCharsets.UTF_8);
      }
      return n;
    }
  }
}
