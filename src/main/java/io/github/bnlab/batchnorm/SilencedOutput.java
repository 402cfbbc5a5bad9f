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
    Thread silenced = Thread.currentThread();
    OutputStream others = new FilterOutputStream(original) { // writes arrays byte by byte, too
          @Override
          public void write(int b) throws IOException {
            if (Thread.currentThread() != silenced) {
              out.write(b);
            }
          }
        };
    System.setOut(new PrintStream(others, true));
    try {
      action.run();
    } finally {
      System.setOut(original);
    }
  }
}
