package io.github.bnlab.cli;

import io.github.bnlab.config.BatchNormConvention;
import io.github.bnlab.config.BatchNormConvention.VarianceKind;
import io.github.bnlab.config.BatchNormConventions;
import io.github.bnlab.config.BatchNormImplementation;
import io.github.bnlab.config.ExperimentReader;
import io.github.bnlab.config.KnownNames;
import io.github.bnlab.config.NetworkKind;
import io.github.bnlab.config.NetworkName;
import io.github.bnlab.dataset.CatalogEntry;
import io.github.bnlab.dataset.SyntheticDigits;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import picocli.CommandLine.Command;

/** Lists what a configuration can name; loads no native library. */
@Command(
    name = "list",
    description = "List configurations, networks, data sets, normalizations and conventions.")
final class ListCommand extends PrintingCommand implements Runnable {
  @Override
  public void run() {
    print(
        "Configurations (bnlab run NAME)",
        ConfigArguments.all().stream()
            .map(file -> List.of(ConfigArguments.nameOf(file), description(file))));
    print(
        "Networks (BN-LeNet is BNLeNet), and the places of normalization and dropout",
        NetworkName.all().stream().map(network -> List.of(network.name(), places(network))));
    print(
        "Data sets",
        Stream.concat(
            CatalogEntry.all().stream()
                .map(entry -> List.of(entry.name(), entry.title() + ", " + entry.licence())),
            Stream.of(List.of(SyntheticDigits.NAME, "drawn by the program, needs no file"))));
    print(
        "Normalizations (batchNorm.implementation)",
        KnownNames.labels(BatchNormImplementation.class).stream().map(name -> List.of(name, "")));
    conventions();
  }

  private static String description(Path file) {
    return ExperimentReader.read(file, List.of()).description().strip();
  }

  private static String places(NetworkName network) {
    return network.kind() == NetworkKind.DEEP_NET
        ? "dense1, dense2, ..., as many as deepNet.depth says"
        : String.join(", ", network.kind().places(null));
  }

  private void print(String title, Stream<List<String>> rows) {
    TextTable table = new TextTable().left("", "");
    rows.forEach(table::row);
    print(title, table);
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
          LayerText.epsilon(c),
          Double.toString(c.decay()),
          KnownNames.label(c.normalizeBy()),
          KnownNames.label(c.runningVariance()),
          c.runningVariance() == VarianceKind.BIASED ? "-" : KnownNames.label(c.count()),
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
