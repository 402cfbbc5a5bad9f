package io.github.bnlab.cli;

import io.github.bnlab.report.Reports;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(
    name = "report",
    description = {
      "Draw report.html and figures/ of an experiment from its records.",
      "Nothing is trained; `bnlab run` does this at its end."
    },
    footer = {"", "Example:", "  bnlab report results/quickstart"})
final class ReportCommand extends PrintingCommand implements Runnable {
  @Parameters(paramLabel = "DIR", description = "Folder of an experiment, or of one trial.")
  private Path folder;

  @Override
  public void run() {
    terminal.doing("drawing the report");
    new ReportLines(terminal).print(Reports.write(folder));
  }
}
