package io.github.bnlab.cli;

import io.github.bnlab.config.DatasetConfig;
import io.github.bnlab.config.OldNames;
import io.github.bnlab.dataset.DataLocations;
import io.github.bnlab.dataset.DataStore;
import io.github.bnlab.dataset.DatasetLoader;
import io.github.bnlab.dataset.DownloadListener;
import io.github.bnlab.experiment.DataSource;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;

/** {@code --data}, of every command that reads data sets. */
final class DataOption {
  @Option(
      names = "--data",
      paramLabel = "DIR",
      description =
          "Folder that holds data sets (mnist/, fashion-mnist/), searched before BNLAB_DATA and"
              + " the user's cache folder.")
  private Path folder;

  /** Reads the name of a data set of the catalog, or an old one. */
  static final class Name implements ITypeConverter<String> {
    @Override
    public String convert(String given) {
      return CommandLines.find(OldNames.dataset(given), DatasetConfig.CATALOG, name -> name);
    }
  }

  DataLocations locations() {
    return DataLocations.ofUser(Optional.ofNullable(folder));
  }

  /** Loads data sets, and shows their downloads. */
  DataSource source(Terminal terminal) {
    return new DatasetLoader(store(terminal))::load;
  }

  /** Finds data sets, and shows their downloads. */
  DataStore store(Terminal terminal) {
    return new DataStore(locations(), new Progress(terminal));
  }

  /** How much of a file is downloaded; where standard error is no terminal, a line for each. */
  private static final class Progress implements DownloadListener {
    private final Terminal terminal;
    private String file = "";

    Progress(Terminal terminal) {
      this.terminal = terminal;
    }

    @Override
    public void progress(String name, long bytes, long total) {
      String what = "downloading " + name;
      if (bytes == 0) {
        // Nothing has come yet, and nothing may come from this address.
        terminal.doing(what);
        return;
      }
      if (terminal.status().isDue()) {
        String of = total > 0 ? text(" of %,d kB", total) : "";
        terminal.status().show(List.of(what + text(": %,d kB", bytes) + of));
      } else if (!terminal.status().isShown() && !name.equals(file)) {
        terminal.notice(what + (total > 0 ? text(" (%,d kB)", total) : ""));
      }
      file = name;
    }

    private static String text(String format, long bytes) {
      return String.format(Locale.ROOT, format, bytes / 1000);
    }
  }
}
