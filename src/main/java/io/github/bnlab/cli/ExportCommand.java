package io.github.bnlab.cli;

import io.github.bnlab.recording.files.RecordException;
import io.github.bnlab.report.TidyTable;
import io.github.bnlab.report.runs.Problem;
import io.github.bnlab.report.tensorboard.TensorBoard;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "export",
    description = "Write the records of an experiment for other programs.",
    footer = {
      "",
      "Examples:",
      "  bnlab export csv results/quickstart --to curves.csv",
      "  bnlab export csv results/quickstart | head",
      "  bnlab export tensorboard results/quickstart --to logs"
    })
final class ExportCommand extends PrintingCommand {
  @Command(
      name = "csv",
      mixinStandardHelpOptions = true,
      description = {
        "Write all trials as one table for pandas and R, a row for each trial, step and metric.",
        "Columns: trial, each setting that differs, seed, step, epoch, metric, value."
      },
      footer = {
        "",
        "Examples:",
        "  bnlab export csv results/quickstart --to curves.csv",
        "  bnlab export csv results/quickstart | grep test_accuracy"
      })
  void csv(
      @Parameters(paramLabel = "DIR", description = "Folder of an experiment, or of one trial.")
          Path folder,
      @Option(
              names = "--to",
              paramLabel = "FILE",
              description = "File to write or replace (default: standard output).")
          Path file) {
    if (file == null) {
      export(folder, terminal.out());
    } else {
      OutputFile.requireWritable(file);
      OutputFile.write(file, out -> export(folder, out));
      terminal.out().println("Table: " + file);
    }
  }

  @Command(
      name = "tensorboard",
      mixinStandardHelpOptions = true,
      description = {
        "Write all trials as event files, which TensorBoard opens: LOGDIR/EXPERIMENT/TRIAL.",
        "Curves, histograms of activations and normalization layers, settings with their results"
            + " (HParams). Files of an earlier export are replaced."
      },
      footer = {
        "",
        "Examples:",
        "  bnlab export tensorboard results/quickstart --to logs",
        "  tensorboard --logdir logs"
      })
  void tensorboard(
      @Parameters(paramLabel = "DIR", description = "Folder of an experiment, or of one trial.")
          Path folder,
      @Option(
              names = "--to",
              required = true,
              paramLabel = "LOGDIR",
              description =
                  "Folder that TensorBoard is started with; created if it does not exist.")
          Path logs) {
    List<Problem> problems = new ArrayList<>();
    try {
      int trials = TensorBoard.export(folder, logs, problems);
      problems.forEach(problem -> terminal.say(problem.toString()));
      terminal.line("Event files: %s (trials: %d)", logs, trials);
    } catch (IOException e) {
      throw RecordException.of("Cannot export " + folder + " to " + logs, e);
    }
  }

  private void export(Path folder, OutputStream out) {
    try {
      Writer writer = new OutputStreamWriter(out, StandardCharsets.UTF_8);
      List<Problem> problems = TidyTable.write(folder, writer);
      writer.flush();
      problems.forEach(problem -> terminal.say(problem.toString()));
    } catch (IOException e) {
      throw RecordException.of("Cannot export " + folder, e);
    } catch (UncheckedIOException e) {
      throw RecordException.of("Cannot export " + folder, e.getCause());
    }
  }
}
