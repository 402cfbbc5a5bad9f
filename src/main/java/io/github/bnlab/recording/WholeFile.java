package io.github.bnlab.recording;

import io.github.bnlab.config.MessageText;
import io.github.bnlab.recording.files.RecordException;
import io.github.bnlab.recording.files.RunTable;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.apache.commons.lang3.function.FailableConsumer;

/**
 * Writes a file whole or not at all: into a temporary file beside it, which then takes its name.
 * What a killed process leaves there, {@code .NAME.tmp}, the next one writes over.
 */
public final class WholeFile {
  private WholeFile() {}

  /** Whether a file is one that a process was killed in writing. */
  public static boolean isAbandoned(Path file) {
    String name = file.getFileName().toString();
    return name.startsWith(".") && name.endsWith(".tmp");
  }

  /**
   * Renames a file or folder, which takes the place of a file; on Windows, tries for ten seconds.
   */
  static void rename(Path from, Path to) throws IOException {
    for (int attempt = 0; ; attempt++) {
      try {
        Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
        return;
      } catch (FileSystemException e) {
        if (File.separatorChar != '\\' || attempt == 200) {
          throw e;
        }
      }
      LockSupport.parkNanos(50_000_000); // a virus scanner or a reader has a file of it open
    }
  }

  /** Writes text as UTF-8, as {@link #write(Path, byte[])} does. */
  public static void write(Path file, String text) {
    write(file, text.getBytes(StandardCharsets.UTF_8));
  }

  /**
   * Writes a table into a folder, which is made where it does not exist, as {@link #write(Path,
   * byte[])} does.
   */
  public static <T extends Record> void write(Path folder, RunTable<T> table, List<T> rows) {
    ByteArrayOutputStream lines = new ByteArrayOutputStream();
    try {
      Files.createDirectories(folder);
      Table.write(lines, table, rows);
    } catch (IOException e) {
      throw RecordException.of("Cannot write into " + folder, e);
    }
    write(folder.resolve(table.file()), lines.toByteArray());
  }

  /**
   * Writes or replaces a file; one that holds the same already is not touched.
   *
   * @throws RecordException if that fails; the file is as it was
   */
  public static void write(Path file, byte[] content) {
    try {
      if (Files.isRegularFile(file)
          && Files.size(file) == content.length
          && Arrays.equals(Files.readAllBytes(file), content)) {
        return;
      }
    } catch (IOException e) {
      throw RecordException.of("Cannot read " + file, e);
    }
    write(file, out -> out.write(content));
  }

  /**
   * Writes or replaces a file with what is passed on piece by piece.
   *
   * @throws RecordException if that fails; the file is as it was
   */
  public static void write(Path file, FailableConsumer<OutputStream, IOException> content) {
    Path aside = file.resolveSibling("." + file.getFileName() + ".tmp");
    try {
      if (Files.isSymbolicLink(aside)) {
        Files.delete(aside); // it would be written to what the link names
      }
      try {
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(aside))) {
          content.accept(out);
        }
        rename(aside, file);
      } finally {
        Files.deleteIfExists(aside);
      }
    } catch (FileSystemException e) {
      // Its message names the temporary file.
      String folder = aside.toAbsolutePath().getParent().toString();
      String reason =
          e.getReason() != null
              ? e.getReason()
              : MessageText.reason(e).replace(aside.toString(), folder);
      throw new RecordException("Cannot write " + file + ": " + reason, e);
    } catch (IOException e) {
      throw RecordException.of("Cannot write " + file, e);
    }
  }
}
