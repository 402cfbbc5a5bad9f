package io.github.bnlab.cli;

import static io.github.bnlab.cli.TextTable.Align.LEFT;

import io.github.bnlab.config.DatasetConfig;
import io.github.bnlab.config.TrialConfig.Fallback;
import io.github.bnlab.dataset.Catalog;
import io.github.bnlab.dataset.CatalogEntry;
import io.github.bnlab.dataset.DataException;
import io.github.bnlab.dataset.DataLocations;
import io.github.bnlab.dataset.DataStore;
import io.github.bnlab.dataset.DatasetLoader;
import io.github.bnlab.dataset.LoadedData;
import io.github.bnlab.dataset.MadeUpDigits;
import io.github.bnlab.dataset.Part;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code bnlab data}: the data sets of the catalog on this machine. */
@Command(
    name = "data",
    mixinStandardHelpOptions = true,
    versionProvider = RootCommand.Version.class,
    description = "List, fetch or verify data sets.",
    footer = {
      "",
      "Examples:",
      "  bnlab data list",
      "  bnlab data fetch fashion-mnist",
      "  bnlab data verify --data /my/data"
    })
final class DataCommand implements Runnable {
  private final Terminal terminal;

  @Spec private CommandSpec spec;

  DataCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "Missing command: list, fetch or verify");
  }

  @Command(
      name = "list",
      mixinStandardHelpOptions = true,
      description = "List data sets, where they lie, and their licences.")
  int list(@Mixin DataOption data) {
    DataLocations locations = data.locations();
    TextTable table =
        new TextTable().column("name", LEFT).column("where", LEFT).column("licence", LEFT);
    for (CatalogEntry entry : Catalog.entries()) {
      table.row(entry.name(), where(entry, locations), entry.licence());
    }
    table.row(MadeUpDigits.NAME, "drawn by the program", "");
    table.print(terminal.out(), "");
    String folders = locations.all().stream().map(Path::toString).collect(Collectors.joining(", "));
    terminal.out().println();
    terminal.out().println("Looked for in: " + folders);
    return ExitCode.OK;
  }

  @Command(
      name = "fetch",
      mixinStandardHelpOptions = true,
      description = "Download data sets that are not here yet into the user's cache folder.")
  int fetch(
      @Mixin DataOption data, @Parameters(arity = "1..*", paramLabel = "NAME") String[] names) {
    DataStore store = new DataStore(data.locations());
    for (CatalogEntry entry : entries(names)) {
      Map<Part, Path> files = store.obtain(entry);
      terminal.out().println(entry.name() + ": " + files.get(Part.TRAINING_IMAGES).getParent());
    }
    return ExitCode.OK;
  }

  @Command(
      name = "verify",
      mixinStandardHelpOptions = true,
      description = "Check the content of data sets that are here against their SHA-256.")
  int verify(
      @Mixin DataOption data, @Parameters(arity = "0..*", paramLabel = "NAME") String[] names) {
    DataLocations locations = data.locations();
    DatasetLoader loader = new DatasetLoader(new DataStore(locations));
    boolean all = names == null;
    TextTable table =
        new TextTable().column("", LEFT).column("", LEFT).column("", LEFT).column("", LEFT);
    for (CatalogEntry entry : all ? Catalog.entries() : entries(names)) {
      if (all && folder(entry, locations).isEmpty()) {
        terminal.out().println(entry.name() + ": not here");
      } else {
        LoadedData loaded = loader.load(whole(entry), Fallback.NONE);
        loaded.sha256().forEach((file, sha) -> table.row(entry.name(), file, sha, "ok"));
      }
    }
    table.print(terminal.out(), "");
    return ExitCode.OK;
  }

  private static DatasetConfig whole(CatalogEntry entry) {
    return new DatasetConfig(entry.name(), null, null, null, null, 0, 0, 0, 0);
  }

  private static List<CatalogEntry> entries(String[] names) {
    return Arrays.stream(names).map(DataCommand::entry).toList();
  }

  private static CatalogEntry entry(String name) {
    String known =
        Catalog.entries().stream().map(CatalogEntry::name).collect(Collectors.joining(", "));
    return Catalog.find(name)
        .orElseThrow(
            () -> new DataException("There is no data set " + name + ". Known are " + known + "."));
  }

  private static String where(CatalogEntry entry, DataLocations locations) {
    return folder(entry, locations)
        .map(Path::toString)
        .orElse("not here; bnlab data fetch " + entry.name());
  }

  /** The folder of a data set, if all of its files are found. */
  static Optional<Path> folder(CatalogEntry entry, DataLocations locations) {
    boolean whole =
        Arrays.stream(Part.values())
            .allMatch(part -> locations.find(entry.name(), part).isPresent());
    return whole
        ? locations.find(entry.name(), Part.TRAINING_IMAGES).map(Path::getParent)
        : Optional.empty();
  }
}
