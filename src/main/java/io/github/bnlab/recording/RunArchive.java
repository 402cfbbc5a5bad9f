package io.github.bnlab.recording;

import io.github.bnlab.recording.files.RunFiles;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;

/** A run directory as a ZIP archive, for the way from another machine. */
public final class RunArchive {
  private static final long MOST_BYTES = 1L << 30;

  private RunArchive() {}

  /** Packs the files of a whole run directory. */
  public static void pack(Path directory, OutputStream to) throws IOException {
    try (ZipOutputStream zip = new ZipOutputStream(to);
        Stream<Path> files = Files.list(directory)) {
      zip.setLevel(Deflater.BEST_SPEED);
      for (Path file : files.sorted().toList()) {
        zip.putNextEntry(new ZipEntry(file.getFileName().toString()));
        Files.copy(file, zip);
        zip.closeEntry();
      }
    }
  }

  /**
   * Writes the files of an archive into a run directory, after a check of all their names, sizes
   * and checksums.
   *
   * @throws IOException if the archive is damaged or not one of a run; nothing was written
   */
  public static void unpack(byte[] archive, RunDirectory directory) throws IOException {
    unpack(archive, directory, MOST_BYTES);
  }

  static void unpack(byte[] archive, RunDirectory directory, long mostBytes) throws IOException {
    Set<String> names = new HashSet<>();
    long bytes = 0;
    try (ZipInputStream zip = open(archive)) {
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        if (!RunFiles.isOfTrial(entry.getName()) || !names.add(entry.getName())) {
          throw new IOException("a file is named " + entry.getName());
        }
        bytes += zip.skip(mostBytes - bytes + 1);
        if (bytes > mostBytes) {
          throw new IOException("its files have more than " + mostBytes + " bytes");
        }
      }
    }
    if (!names.containsAll(List.of(RunFiles.TRIAL, RunFiles.STATUS, RunFiles.PROVENANCE))) {
      throw new IOException("it has only the files " + names);
    }
    try (ZipInputStream zip = open(archive)) {
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        directory.write(entry.getName(), zip::transferTo);
      }
    }
  }

  private static ZipInputStream open(byte[] archive) {
    return new ZipInputStream(new ByteArrayInputStream(archive));
  }
}
