package io.github.bnlab.cli;

import io.github.bnlab.recording.WholeFile;
import io.github.bnlab.recording.files.RecordException;
import io.github.bnlab.report.TidyTable;
import io.github.bnlab.report.runs.Problem;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code bnlab export}: records in the formats of other programs. */
@Command(
    name = "export",
    mixinStandardHelpOptions = true,
    versionProvider = RootCommand.Version.class,
    description = "Write the records of an experiment for other programs.",
    footer = {
      "",
      "Examples:",
      "  bnlab export csv results/quickstart --to curves.csv",
      "  bnlab export csv results/quickstart | head"
    })
final class ExportCommand implements Runnable {
  private final Terminal terminal;

  @Spec private CommandSpec spec;

  ExportCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "Missing command: csv");
  }

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
      WholeFile.write(file, out -> export(folder, out));
      terminal.out().println("Table: " + file);
    }
  }

  private void export(Path folder, OutputStream out) {
    try {
      Writer writer = new OutputStreamWriter(out, StandardCharsets.UTF_8);
      List<Problem> problems = TidyTable.write(folder, writer);
      writer.flush();
      problems.forEach(problem -> terminal.notice("bnlab: " + problem));
    } catch (IOException e) {
      throw RecordException.of("Cannot export " + folder, e);
    } catch (UncheckedIOException e) {
      throw RecordException.of("Cannot export " + folder, e.getCause());
    }
  }
}
