package io.github.bnlab.backend;

import org.deeplearning4j.nn.layers.mkldnn.BaseMKLDNNHelper;
import org.nd4j.nativeblas.Nd4jCpu;

/**
 * DL4J's oneDNN helpers: convolution, pooling and batch normalization of the stock layers through
 * oneDNN, several times as fast as without.
 *
 * <p>Two things keep them off in 1.0.0-M2.1. They are disabled by default: the launcher sets
 * {@value #DISABLED_PROPERTY} to false. And they look up a class that ND4J 1.0.0-M2.1 does not
 * contain: {@link Nd4jCpu} replaces it.
 */
public final class OneDnnHelpers {
  /** The system property that disables all helpers unless it is false. */
  public static final String DISABLED_PROPERTY = "org.eclipse.deeplearning4j.helpers.disable";

  private OneDnnHelpers() {}

  /** Whether DL4J's stock layers use oneDNN. Loads ND4J. */
  public static boolean active() {
    return "false".equalsIgnoreCase(System.getProperty(DISABLED_PROPERTY))
        && BaseMKLDNNHelper.mklDnnEnabled();
  }
}
