package io.github.bnlab.cli;

import io.github.bnlab.config.BatchNormConvention;
import io.github.bnlab.config.BatchNormConventions;
import io.github.bnlab.config.BatchNormImplementation;
import io.github.bnlab.config.Experiment;
import io.github.bnlab.config.ExperimentReader;
import io.github.bnlab.config.KnownNames;
import io.github.bnlab.config.NetworkKind;
import io.github.bnlab.config.NetworkName;
import io.github.bnlab.dataset.Catalog;
import io.github.bnlab.dataset.CatalogEntry;
import io.github.bnlab.dataset.SyntheticDigits;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Command;

/** {@code bnlab list}: lists what a configuration can name. Loads no native library. */
@Command(
    name = "list",
    description = "List configurations, networks, data sets, normalizations and conventions.")
final class ListCommand extends PrintingCommand implements Runnable {
  @Override
  public void run() {
    configurations();
    networks();
    dataSets();
    TextTable normalizations = new TextTable().left("", "");
    KnownNames.labels(BatchNormImplementation.class).forEach(name -> normalizations.row(name, ""));
    print("Normalizations (batchNorm.implementation)", normalizations);
    conventions();
  }

  private void configurations() {
    TextTable table = new TextTable().left("", "");
    for (Path file : ConfigFiles.all()) {
      Experiment experiment = ExperimentReader.read(file, List.of());
      table.row(ConfigFiles.nameOf(file), experiment.description().strip());
    }
    print("Configurations (bnlab run NAME)", table);
  }

  private void networks() {
    TextTable table = new TextTable().left("", "");
    for (NetworkName network : NetworkName.all()) {
      String places =
          network.kind() == NetworkKind.DEEP_NET
              ? "dense1, dense2, ..., as many as deepNet.depth says"
              : String.join(", ", network.kind().places(null));
      table.row(network.name(), places);
    }
    print("Networks, and the places where normalization and dropout can go", table);
  }

  private void dataSets() {
    TextTable table = new TextTable().left("", "");
    for (CatalogEntry entry : Catalog.entries()) {
      table.row(entry.name(), entry.title() + ", " + entry.licence());
    }
    table.row(SyntheticDigits.NAME, "drawn by the program, needs no file");
    print("Data sets", table);
  }

  private void conventions() {
    TextTable table =
        new TextTable()
            .left(
                "",
                "eps",
                "decay",
                "normalizes by",
                "running takes",
                "N of N/(N-1)",
                "gamma starts");
    for (BatchNormConvention c : BatchNormConventions.all()) {
      table.row(
          c.name(),
          Double.toString(c.epsilon()),
          Double.toString(c.decay()),
          KnownNames.label(c.normalizeBy()),
          KnownNames.label(c.runningVariance()),
          KnownNames.label(c.count()),
          KnownNames.label(c.initialGamma()));
    }
    print("Conventions of batch normalization (batchNorm.convention)", table);
  }

  private void print(String title, TextTable table) {
    terminal.out().println(title);
    table.print(terminal, "  ");
    terminal.out().println();
  }
}
