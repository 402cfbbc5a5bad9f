package io.github.bnlab.cli;

import io.github.bnlab.recording.WholeFile;
import io.github.bnlab.recording.files.RecordException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import org.apache.commons.lang3.function.FailableConsumer;

/** The file that a command writes, which an option names. */
final class OutputFile {
  private OutputFile() {}

  /**
   * Fails if a file cannot be written; a command calls it before its work.
   *
   * @param file null for none
   */
  static void requireWritable(Path file) {
    if (file == null) {
      return;
    }
    Path folder = file.toAbsolutePath().getParent();
    if (Files.isDirectory(file)) {
      throw cannotWrite(file, "it is a folder; give the name of a file");
    } else if (!Files.isDirectory(folder)) {
      throw cannotWrite(file, folder + " is not a folder; create it, or choose another one");
    } else if (!Files.isWritable(Files.exists(file) && !isReplaced(file) ? file : folder)) {
      throw cannotWrite(file, "there is no permission; choose another folder");
    }
  }

  private static RecordException cannotWrite(Path file, String why) {
    return new RecordException("Cannot write " + file + ": " + why);
  }

  /** Writes a file whole or not at all; a pipe, a device or the target of a link directly. */
  static void write(Path file, FailableConsumer<OutputStream, IOException> content) {
    if (isReplaced(file)) {
      WholeFile.write(file, content);
      return;
    }
    try (OutputStream out = Files.newOutputStream(file)) {
      content.accept(out);
    } catch (IOException e) {
      throw RecordException.of("Cannot write " + file, e);
    }
  }

  /** Whether another file may take its place: {@code /dev/stdout} stays what it is. */
  private static boolean isReplaced(Path file) {
    return !Files.exists(file, LinkOption.NOFOLLOW_LINKS)
        || Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS);
  }
}
