package io.github.bnlab.recording;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;

/** Deletes a folder with its content. */
public final class Directories extends SimpleFileVisitor<Path> {
  private Directories() {}

  /** Deletes it if it exists. */
  public static void deleteRecursively(Path folder) throws IOException {
    try {
      Files.walkFileTree(folder, new Directories());
    } catch (NoSuchFileException e) {
      // It does not exist.
    }
  }

  @Override
  public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
    Files.delete(file);
    return FileVisitResult.CONTINUE;
  }

  @Override
  public FileVisitResult postVisitDirectory(Path directory, IOException failure)
      throws IOException {
    if (failure != null) {
      throw failure;
    }
    Files.delete(directory);
    return FileVisitResult.CONTINUE;
  }
}
