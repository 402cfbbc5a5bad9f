package io.github.bnlab.config;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.regex.Pattern;

/** Makes text from files and arguments safe for messages. */
public final class MessageText {
  private static final int SHOWN = 60;

  private static final Pattern BREAKS = Pattern.compile("[\\p{Cntrl}\\x80-\\x9f\\u2028\\u2029]+");

  private MessageText() {}

  /** {@link #withoutBreaks}, without white space around it. */
  public static String onOneLine(String text) {
    return withoutBreaks(text).strip();
  }

  /** On one line, quoted, and cut to a length to be read. */
  public static String quoted(String text) {
    String line = withoutBreaks(text);
    return "'" + (line.length() > SHOWN ? line.substring(0, SHOWN) + "..." : line) + "'";
  }

  /** What failed, in words: exceptions of the file system often have only a path as message. */
  public static String reason(IOException e) {
    if (e instanceof NoSuchFileException missing) {
      return missing.getFile() + " does not exist";
    }
    if (e instanceof AccessDeniedException denied) {
      return "no permission for " + denied.getFile();
    }
    if (e instanceof FileAlreadyExistsException other) {
      return other.getFile() + " is not a folder";
    }
    if (e instanceof FileSystemException failed && failed.getFile() != null) {
      // Of a/b/c, where a is a file, systems do not say which one is not a folder.
      Path folder = Path.of(failed.getFile()).getParent();
      while (folder != null && !Files.exists(folder)) {
        folder = folder.getParent();
      }
      if (folder != null && Files.isRegularFile(folder)) {
        return folder + " is not a folder";
      }
    }
    return e.getMessage() == null ? e.toString() : e.getMessage();
  }

  /** The text with spaces in the place of line breaks and control characters. */
  public static String withoutBreaks(String text) {
    return BREAKS.matcher(String.valueOf(text)).replaceAll(" ");
  }
}
