package io.github.bnlab.cli;

import io.github.bnlab.config.ConfigException;
import io.github.bnlab.config.Require;
import io.github.bnlab.experiment.StopSignal;
import io.github.bnlab.recording.files.RecordException;
import io.github.bnlab.report.live.LiveServer;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.SocketException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.function.IntSupplier;
import org.apache.commons.lang3.function.FailableIntFunction;
import picocli.CommandLine.Option;

/** How the page of an experiment is served while its records grow. */
class LiveOptions {
  @Option(names = "--open", description = "Open the live page in the browser.")
  private boolean open;

  @Option(
      names = "--keep",
      description = "Keep the server of the live page after the run, until Ctrl-C.")
  boolean keep;

  @Option(
      names = "--port",
      paramLabel = "N",
      description = "Port of the live page, 1024 to 65535 (default: any free one).")
  private Integer port;

  /** With {@code --live}, for a command that trains. */
  static final class OfRun extends LiveOptions {
    @Option(
        names = "--live",
        required = true,
        description = "Serve the report on this machine while it grows, and print its address.")
    private boolean live;
  }

  /**
   * Does work in this process that writes records, while the page shows how they grow.
   *
   * @param all whether the process runs all trials of the folder, not a shard of them
   */
  int during(IntSupplier work, boolean all, Path folder, StopSignal stop, Terminal terminal) {
    AtomicBoolean running = new AtomicBoolean(all);
    try (LiveServer server =
        start(port -> LiveServer.start(folder, running::get, port), folder, terminal)) {
      boolean keepOn = false;
      try {
        int code = work.getAsInt();
        keepOn = keep && !stop.requested();
        return code;
      } finally { // A page that is open also learns the end of a run that fails.
        running.set(false);
        end(server, keepOn, stop::requested, terminal);
      }
    }
  }

  /**
   * Starts to serve the page of a folder and says where.
   *
   * @param page serves it on a port; 0 for any free one
   * @throws ConfigException if the port cannot be used, or there is nothing to show
   */
  LiveServer start(
      FailableIntFunction<LiveServer, IOException> page, Path folder, Terminal terminal) {
    Require.that(
        port == null || port >= 1024 && port <= 65_535,
        "--port",
        port,
        "be between 1024 and 65535");
    try {
      LiveServer server = page.apply(port == null ? 0 : port);
      terminal.say("live at " + server.address());
      if (open) {
        server.expectPage();
        open(server.address().toString(), terminal);
      }
      return server;
    } catch (SocketException e) {
      throw new ConfigException(
          "--port %s cannot be used (%s); choose another one, or leave it out for any free one"
              .formatted(port, e.getMessage()));
    } catch (IOException e) {
      throw RecordException.of("Cannot show " + folder, e);
    }
  }

  /** Shows the last state, and keeps on until a condition holds if wanted. */
  void end(LiveServer server, boolean keepOn, BooleanSupplier until, Terminal terminal) {
    try {
      server.refresh();
    } catch (RuntimeException e) {
      terminal.say("the live page shows an earlier state: " + e.getMessage());
    }
    if (keepOn) {
      terminal.say(server.address() + " stays until Ctrl-C");
      await(until);
    }
  }

  static void await(BooleanSupplier condition) {
    while (!condition.getAsBoolean()) {
      try {
        Thread.sleep(200);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }

  private static void open(String address, Terminal terminal) {
    String system = System.getProperty("os.name").toLowerCase(Locale.ROOT);
    List<String> command =
        system.startsWith("windows")
            ? List.of("rundll32", "url.dll,FileProtocolHandler", address)
            : List.of(system.startsWith("mac") ? "open" : "xdg-open", address);
    try {
      new ProcessBuilder(command)
          .redirectOutput(Redirect.DISCARD)
          .redirectError(Redirect.DISCARD)
          .start();
    } catch (IOException e) {
      terminal.say("%s cannot be started; open %s in a browser".formatted(command.get(0), address));
    }
  }
}
