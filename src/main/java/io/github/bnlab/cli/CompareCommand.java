package io.github.bnlab.cli;

import io.github.bnlab.report.Reports;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "compare",
    description = "Draw one report of several experiments or trials from their records.",
    footer = {
      "",
      "Example:",
      "  bnlab compare results/fashion-lenet results/fashion-bn-lenet --out lenets"
    })
final class CompareCommand extends PrintingCommand implements Runnable {
  @Parameters(
      paramLabel = "DIR",
      arity = "1..*",
      description = "Folders of experiments or of single trials.")
  private List<Path> folders;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      defaultValue = "comparison",
      description = "Folder of the report (default: ${DEFAULT-VALUE}).")
  private Path out;

  @Override
  public void run() {
    terminal.doing("drawing the report");
    new ReportLines(terminal).print(Reports.compare(folders, out));
  }
}
