package io.github.bnlab.batchnorm;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;

/**
 * Runs an action and discards what its thread prints to standard output: {@code createGradFunction}
 * prints every operation. Output of other threads is kept.
 */
final class SilencedOutput {
  private SilencedOutput() {}

  static synchronized void run(Runnable action) {
    PrintStream original = System.out;
    System.setOut(new PrintStream(new OtherThreads(original, Thread.currentThread()), true));
    try {
      action.run();
    } finally {
      System.setOut(original);
    }
  }

  private static final class OtherThreads extends FilterOutputStream {
    private final Thread silenced;

    OtherThreads(OutputStream out, Thread silenced) {
      super(out);
      this.silenced = silenced;
    }

    @Override
    public void write(int b) throws IOException {
      if (Thread.currentThread() != silenced) {
        out.write(b);
      }
    }

    @Override
    public void write(byte[] b, int offset, int length) throws IOException {
      if (Thread.currentThread() != silenced) {
        out.write(b, offset, length);
      }
    }
  }
}
