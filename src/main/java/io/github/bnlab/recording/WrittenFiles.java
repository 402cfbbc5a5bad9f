package io.github.bnlab.recording;

import io.github.bnlab.recording.Checkpoint.Extent;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/**
 * The files that are written into a run directory: new ones, and those of an earlier run, which are
 * continued.
 */
final class WrittenFiles {
  private final Path directory;
  private final Map<String, RunFile> files = new ConcurrentHashMap<>();

  /** Names of continued files that were not opened yet. */
  private final Set<String> continued = ConcurrentHashMap.newKeySet();

  WrittenFiles(Path directory) {
    this.directory = directory;
  }

  /** Marks the files to be continued: those that were being written when a checkpoint was taken. */
  void goOnFrom(Checkpoint checkpoint) {
    checkpoint.files().stream().filter(Extent::open).map(Extent::name).forEach(continued::add);
  }

  /** No file is continued. */
  void startAgain() {
    continued.clear();
  }

  /** Opens a file, a new one unless it is continued. */
  OutputStream create(String name) throws IOException {
    RunFile file = new RunFile(directory.resolve(name), continued.remove(name));
    files.put(name, file);
    return file;
  }

  /** Hands what was written so far to the file system and says what there is in the directory. */
  List<Extent> flush() throws IOException {
    List<Extent> extents = new ArrayList<>();
    try (Stream<Path> entries = Files.list(directory)) {
      for (Path entry : entries.filter(e -> !CheckpointFiles.isOne(e)).sorted().toList()) {
        extents.add(extent(entry));
      }
    }
    return extents;
  }

  private Extent extent(Path entry) throws IOException {
    String name = entry.getFileName().toString();
    RunFile file = files.get(name);
    if (file != null) {
      boolean open = file.isOpen();
      long length = open ? file.flushAll() : Files.size(entry);
      return new Extent(name, length, file.checksum(), open);
    }
    long length = Files.size(entry);
    return new Extent(name, length, RunFile.checksum(entry, length), continued.contains(name));
  }

  /** Has what was flushed written to the disk; may be called by another thread. */
  void sync() throws IOException {
    for (RunFile file : files.values()) {
      file.sync();
    }
  }
}
