package io.github.bnlab.cli;

import io.github.bnlab.backend.BackendException;
import io.github.bnlab.backend.BackendInfo;
import io.github.bnlab.backend.Backends;
import io.github.bnlab.backend.CudaFindings;
import io.github.bnlab.backend.CudaLaunch;
import io.github.bnlab.backend.Gpu;
import io.github.bnlab.backend.Machine;
import io.github.bnlab.config.TrialConfig.BackendKind;
import io.github.bnlab.dataset.CatalogEntry;
import io.github.bnlab.dataset.DataException;
import io.github.bnlab.dataset.DataLocations;
import io.github.bnlab.dataset.DataStore;
import io.github.bnlab.engine.TrainingEngine;
import java.io.IOException;
import java.lang.module.ModuleFinder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
    name = "doctor",
    description = "Show Java, the machine, the backend and the data, and what is missing or slow.")
final class DoctorCommand extends PrintingCommand implements Callable<Integer> {
  private static final double GIB = 1L << 30;
  private static final int NAME_WIDTH = 14;

  @Mixin private BackendOptions options;

  private final List<String> advice = new ArrayList<>();

  @Override
  public Integer call() throws IOException {
    Set<BackendKind> wanted = Set.of(options.orElse(Backends.onClassPath()));
    OptionalInt elsewhere = options.elsewhere(options.choose(wanted, terminal).kind());
    if (elsewhere.isPresent()) {
      return elsewhere.getAsInt();
    }
    java();
    Machine machine = Machine.here();
    machine(machine);
    boolean loaded = backend(machine);
    cuda(options.cuda());
    boolean readable = data();
    disk();
    terminal.out().println();
    conclusion(advice, options.cuda().problem().isEmpty()).forEach(terminal::result);
    if (!loaded) {
      return ExitCode.BACKEND;
    }
    return readable ? ExitCode.OK : ExitCode.DATA;
  }

  /** What to do; that nothing is missing only where nothing above says otherwise. */
  static List<String> conclusion(List<String> advice, boolean cudaWorks) {
    if (!advice.isEmpty()) {
      return advice.stream().map(line -> "! " + line).toList();
    }
    return List.of(
        cudaWorks
            ? "Nothing is missing."
            : "Nothing is missing for --backend cpu; what cuda needs is above.");
  }

  private void java() {
    row("Java", RootCommand.java() + ", " + System.getProperty("java.home"));
    row(
        "Java heap",
        gib(Runtime.getRuntime().maxMemory()) + " at most; arrays are stored outside of it");
  }

  private void machine(Machine machine) {
    row("System", machine.os());
    row("Processor", machine.cpu() + ", " + machine.cores() + " cores for this process");
    if (!machine.features().isEmpty()) {
      row("Vector units", String.join(", ", machine.features()));
    }
    row("Memory", gib(machine.memoryBytes()));
    if (machine.memoryBytes() < 2 * GIB) {
      advice.add("Less than 2 GiB of memory: run one trial at a time, with small batches.");
    }
  }

  private boolean backend(Machine machine) {
    try {
      BackendInfo info = Backends.load(Backends.onClassPath());
      int threads = info.openMpThreads();
      boolean onGpu = Backends.onClassPath() == BackendKind.CUDA;
      int trials = onGpu ? 1 : TrainingCommand.mostTrials(threads);
      row("Backend", info.name() + ", ND4J " + info.version());
      row("Natives", info.natives() + ", for " + info.instructions());
      row(
          "oneDNN",
          (info.oneDnn() ? "yes" : "no") + ", DL4J helpers " + (info.helpers() ? "on" : "off"));
      row("BLAS", info.blas() + ", OPENBLAS_NUM_THREADS " + blasThreads());
      row(
          "Threads",
          threads + (threads == 1 ? " thread" : " threads") + " for one operation (--threads)");
      row("Engine", hasVectors() ? "vectors of the processor" : "plain loops");
      row("Same bytes", "engine: everywhere; fit: with as many threads on this kind of processor");
      row("Trials", trials + " at the same time (--parallel)");
      adviseOn(info, machine);
      return true;
    } catch (BackendException e) {
      row("Backend", "does not load");
      advice.add(e.getMessage());
      return false;
    }
  }

  private void adviseOn(BackendInfo info, Machine machine) {
    if (info.name().equals(BackendKind.CUDA.name())) {
      return;
    }
    if (!info.oneDnn()) {
      advice.add(
          "ND4J's native library for this platform has no oneDNN: convolutions are several times"
              + " slower.");
    } else if (!info.helpers()) {
      advice.add(
          "DL4J's oneDNN helpers are off, so that DL4J's own layers are slow: start the program"
              + " with ./bnlab.");
    }
    if (!hasVectors()) {
      advice.add(
          "The engine computes without vector instructions, many times slower: start the program"
              + " with ./bnlab, or Java with --add-modules=jdk.incubator.vector.");
    }
    if (info.openMpThreads() > machine.cores()) {
      advice.add(
          "More native threads (%d) than cores (%d): choose fewer with --threads."
              .formatted(info.openMpThreads(), machine.cores()));
    }
    if (!blasThreads().equals("1")) {
      advice.add(
          "OpenBLAS may start threads that compete with OpenMP's: start the program with ./bnlab.");
    }
  }

  private void cuda(CudaFindings found) {
    String device = found.chosen().map(Gpu::name).orElse("");
    row("CUDA", found.problem().orElse("can be used, on " + device));
    for (Gpu gpu : found.gpus()) {
      row("GPU " + gpu.index(), gpu.describe() + ", driver " + gpu.driver());
    }
    found.libraries().ifPresent(libraries -> row("CUDA libs", libraries.describe()));
    row(
        "CUDA backend",
        CudaLaunch.isBuilt(ProgramFolder.orHere())
            ? "downloaded"
            : "not downloaded; Maven does it at the first --backend cuda");
  }

  private boolean data() {
    DataLocations locations;
    try {
      locations = DataLocations.ofUser(Optional.empty());
    } catch (DataException e) {
      row("Data", "BNLAB_DATA is not a folder");
      advice.add(e.getMessage() + ".");
      return false;
    }
    DataStore store = new DataStore(locations);
    for (CatalogEntry entry : CatalogEntry.all()) {
      String name = entry.name();
      Optional<Path> folder = store.folder(entry);
      row("Data", name + ": " + folder.map(Path::toString).orElse("not here"));
      if (folder.isEmpty()) {
        advice.add(
            "The data set %1$s is downloaded when it is first needed, or by `bnlab data fetch %1$s`."
                .formatted(name));
      }
    }
    return true;
  }

  private void disk() throws IOException {
    Path here = Path.of("").toAbsolutePath();
    long free = Files.getFileStore(here).getUsableSpace();
    row("Disk", gib(free) + " free in " + here);
    if (free < GIB) {
      advice.add("Less than 1 GiB of disk is free here: choose another folder with --results.");
    }
  }

  private void row(String name, String value) {
    String text =
        terminal.outIsTerminal()
            ? Terminal.wrapped(value, terminal.columns() - 1 - NAME_WIDTH, NAME_WIDTH)
            : value;
    terminal.line("%-13s %s", name, text);
  }

  /**
   * Whether commands that train have them. The launcher adds their module to those commands only:
   * Java warns where it is added.
   */
  private static boolean hasVectors() {
    return TrainingEngine.hasVectors()
        || ProgramFolder.told().isPresent()
            && ModuleFinder.ofSystem().find(TrainingEngine.VECTOR_MODULE).isPresent();
  }

  /** ND4J cannot say how many threads OpenBLAS has; the launcher sets this variable to 1. */
  private static String blasThreads() {
    return System.getenv().getOrDefault("OPENBLAS_NUM_THREADS", "not set");
  }

  private static String gib(long bytes) {
    return String.format(Locale.ROOT, "%.1f GiB", bytes / GIB);
  }
}
