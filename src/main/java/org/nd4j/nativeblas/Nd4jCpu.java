package org.nd4j.nativeblas;

/**
 * Revives DL4J's oneDNN helpers.
 *
 * <p>{@code BaseMKLDNNHelper.mklDnnEnabled()} of DL4J 1.0.0-M2.1 asks {@code
 * org.nd4j.nativeblas.Nd4jCpu$Environment.getInstance().isUseMKLDNN()} by reflection whether it may
 * use oneDNN. The class moved to {@code org.nd4j.linalg.cpu.nativecpu.bindings} and the method is
 * called {@code isUseONEDNN} there, so that the helpers find nothing and stay off. This class
 * answers under the old name. It shadows nothing: no jar of ND4J has a class of this name.
 */
public final class Nd4jCpu {
  private Nd4jCpu() {}

  /** The part of the old class that the helpers call. */
  public static final class Environment {
    private static final Environment INSTANCE = new Environment();

    private Environment() {}

    /** The only instance. */
    public static Environment getInstance() {
      return INSTANCE;
    }

    /**
     * Whether the loaded natives were built with oneDNN. (The switch {@code isUseONEDNN} of the
     * natives says yes even where they were built without it.)
     */
    public boolean isUseMKLDNN() {
      return NativeOpsHolder.getInstance().getDeviceNativeOps().buildInfo().contains("HAVE_ONEDNN");
    }
  }
}
