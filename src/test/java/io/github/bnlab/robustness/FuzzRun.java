package io.github.bnlab.robustness;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * Fuzzes readers one after another, each in a separate process: {@code SECONDS FOLDER READER...},
 * or all readers where none is named. Corpora and findings are kept below the folder; the exit code
 * is 1 where there is a finding.
 */
public final class FuzzRun {
  /**
   * An input that takes longer is a finding, unless the process was paused: the clock runs while it
   * is stopped.
   */
  private static final int HANG_SECONDS = 300;

  private FuzzRun() {}

  /** Runs all of it. */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    List<InputReader> readers =
        arguments.length == 2
            ? List.of(InputReader.values())
            : Arrays.stream(arguments).skip(2).map(InputReader::valueOf).toList();
    boolean found = false;
    for (InputReader reader : readers) {
      Path folder = Files.createDirectories(Path.of(arguments[1], reader.name()));
      found |= fuzz(reader, arguments[0], folder) != 0;
    }
    System.exit(found ? 1 : 0);
  }

  private static int fuzz(InputReader reader, String seconds, Path folder)
      throws IOException, InterruptedException {
    Path corpus = Files.createDirectories(folder.resolve("corpus"));
    List<byte[]> seeds = Seeds.of(reader);
    for (int i = 0; i < seeds.size(); i++) {
      Files.write(corpus.resolve("seed-" + i), seeds.get(i));
    }
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    Stream.of(
            "-Xmx512m",
            "-cp",
            System.getProperty("java.class.path"),
            "com.code_intelligence.jazzer.Jazzer",
            "--target_class=" + FuzzTarget.class.getName(),
            "--target_args=" + reader.name(),
            "--instrumentation_includes=io.github.bnlab.**:org.snakeyaml.**:de.siegmar.**"
                + ":com.google.gson.**",
            "--reproducer_path=" + folder,
            "-artifact_prefix=" + folder + "/",
            "-max_total_time=" + seconds,
            "-max_len=4096",
            "-timeout=" + HANG_SECONDS,
            "-print_final_stats=1",
            corpus.toString())
        .forEach(command::add);
    ProcessBuilder process = new ProcessBuilder(command).redirectErrorStream(true);
    Path log = folder.resolve("log.txt");
    int code = process.redirectOutput(log.toFile()).start().waitFor();
    try (Stream<String> lines = Files.lines(log)) {
      lines
          .filter(line -> line.contains("executed_units") || line.contains("Java Exception"))
          .forEach(line -> System.out.println(reader + " " + line));
    }
    System.out.println(reader + " ended with " + code + "; see " + log);
    return code;
  }
}
