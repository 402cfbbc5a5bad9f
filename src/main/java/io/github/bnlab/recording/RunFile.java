package io.github.bnlab.recording;

import java.io.BufferedOutputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import org.apache.commons.io.output.ProxyOutputStream;

/**
 * A file of a run that is being written: buffered; on the disk, not only in its cache, when closed.
 * The system's error messages do not name the file; its own do.
 */
final class RunFile extends ProxyOutputStream {
  private final Path path;
  private final FileOutputStream file;

  /**
   * Opens a file.
   *
   * @param continued whether what it holds is kept and written after
   */
  RunFile(Path path, boolean continued) throws IOException {
    this(path, new FileOutputStream(path.toFile(), continued));
  }

  private RunFile(Path path, FileOutputStream file) {
    super(new BufferedOutputStream(file));
    this.path = path;
    this.file = file;
  }

  @Override
  public void close() throws IOException {
    if (!file.getChannel().isOpen()) {
      return;
    }
    try (file) {
      out.flush();
      file.getFD().sync();
    } catch (IOException e) {
      handleIOException(e);
    }
  }

  @Override
  protected void handleIOException(IOException e) throws IOException {
    String remedy = "; fix this and run the same command to continue";
    FileSystemException named =
        new FileSystemException(path.toString(), null, e.getMessage() + remedy);
    named.initCause(e);
    throw named;
  }
}
