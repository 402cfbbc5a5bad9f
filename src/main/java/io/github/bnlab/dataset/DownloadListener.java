package io.github.bnlab.dataset;

/** Watches downloads. Called on the thread that asked for the data. */
@FunctionalInterface
public interface DownloadListener {
  /** A listener that does nothing. */
  DownloadListener SILENT = (file, bytes, total) -> {};

  /**
   * More of a file has come.
   *
   * @param file its name
   * @param bytes received so far; 0 when the download begins, at one address after another
   * @param total bytes of the whole, or -1 where the server does not say
   */
  void progress(String file, long bytes, long total);
}
