package io.github.bnlab.cli;

import io.github.bnlab.dataset.CatalogEntry;
import io.github.bnlab.dataset.DataException;
import io.github.bnlab.dataset.DataLocations;
import io.github.bnlab.dataset.DataStore;
import io.github.bnlab.dataset.DataStore.Check;
import io.github.bnlab.dataset.Part;
import io.github.bnlab.dataset.SyntheticDigits;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

@Command(
    name = "data",
    description = "List, download or verify data sets.",
    footer = {
      "",
      "Examples:",
      "  bnlab data list",
      "  bnlab data fetch fashion-mnist",
      "  bnlab data verify --data /my/data"
    })
final class DataCommand extends PrintingCommand {
  private static final String NAMES = "Data sets, as `bnlab data list` shows them.";

  @Spec private CommandSpec spec;

  @Command(
      name = "list",
      mixinStandardHelpOptions = true,
      description = "List data sets, their folders and their licences.")
  void list(@Mixin DataOption data) {
    DataLocations locations = data.locations();
    TextTable table = new TextTable().left("name", "where", "licence");
    DataStore store = new DataStore(locations);
    for (CatalogEntry entry : CatalogEntry.all()) {
      String otherwise = "not here; bnlab data fetch " + entry.name();
      String where = store.folder(entry).map(Path::toString).orElse(otherwise);
      table.row(entry.name(), where, entry.licence());
    }
    table.row(SyntheticDigits.NAME, "drawn by the program", "");
    table.print(terminal, "");
    String folders = locations.all().stream().map(Path::toString).collect(Collectors.joining(", "));
    terminal.line("%nLooked for in: %s", folders);
  }

  @Command(
      name = "fetch",
      mixinStandardHelpOptions = true,
      description = "Download missing data sets into the user's cache folder.")
  void fetch(
      @Mixin DataOption data,
      @Parameters(arity = "1..*", paramLabel = "NAME", description = NAMES) List<String> names) {
    DataStore store = data.store(terminal);
    for (CatalogEntry entry : entries(names)) {
      Path folder = store.obtain(entry).get(Part.TRAINING_IMAGES).getParent();
      store.verify(entry).forEach(DataCommand::requireSound);
      terminal.out().println(entry.name() + ": " + folder);
    }
  }

  private static void requireSound(Check check) {
    if (!check.problem().isEmpty()) {
      throw new DataException(check.problem());
    }
  }

  @Command(
      name = "verify",
      mixinStandardHelpOptions = true,
      description = {
        "Check the content of data sets against the SHA-256 of the catalog. Without names, all data"
            + " sets that are found are checked."
      })
  int verify(
      @Mixin DataOption data,
      @Parameters(arity = "0..*", paramLabel = "NAME", description = NAMES) List<String> names) {
    DataStore store = new DataStore(data.locations());
    List<CatalogEntry> chosen = names == null ? here(store) : entries(names);
    boolean good = true;
    for (CatalogEntry entry : chosen) {
      for (Check check : store.verify(entry)) {
        boolean ok = check.problem().isEmpty();
        good &= ok;
        String file = check.file() == null ? check.part().fileName() : check.file().toString();
        terminal.out().println(entry.name() + ": " + file + ": " + (ok ? "ok" : check.problem()));
      }
    }
    if (names == null && chosen.isEmpty()) {
      terminal.line("No data set was found; `bnlab data list` shows which folders are searched.");
    }
    return good ? ExitCode.OK : ExitCode.DATA;
  }

  private static List<CatalogEntry> here(DataStore store) {
    return CatalogEntry.all().stream().filter(entry -> !store.found(entry).isEmpty()).toList();
  }

  /** The data sets of these names that consist of files; says so of the one that does not. */
  private List<CatalogEntry> entries(List<String> given) {
    List<String> names;
    try {
      // Not by picocli, which takes a name that does not convert for one argument too many.
      names = given.stream().map(new DataOption.Name()::convert).toList();
    } catch (TypeConversionException e) {
      CommandLine command =
          spec.commandLine().getParseResult().subcommand().commandSpec().commandLine();
      throw new ParameterException(command, e.getMessage());
    }
    if (names.contains(SyntheticDigits.NAME)) {
      terminal.line("%s: drawn by the program, needs no download", SyntheticDigits.NAME);
    }
    return names.stream().flatMap(name -> CatalogEntry.find(name).stream()).toList();
  }
}
