package io.github.bnlab.backend;

import io.github.bnlab.config.KnownNames;
import io.github.bnlab.config.LibraryVersion;
import io.github.bnlab.config.TrialConfig.BackendKind;
import java.util.List;
import java.util.Properties;
import org.apache.commons.lang3.exception.ExceptionUtils;
import org.bytedeco.javacpp.Loader;
import org.deeplearning4j.nn.layers.mkldnn.BaseMKLDNNHelper;
import org.nd4j.linalg.api.environment.Nd4jEnvironment;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.nativeblas.NativeOps;
import org.nd4j.nativeblas.NativeOpsHolder;

/** Loads the ND4J backend of the class path, once per process, and describes it. */
public final class Backends {
  /** Classes that load the natives of CUDA, in this order. */
  private static final List<String> CUDA_NATIVES =
      List.of(
          "org.bytedeco.cuda.global.cudart",
          "org.bytedeco.cuda.global.cublas",
          "org.nd4j.linalg.jcublas.bindings.Nd4jCuda");

  /** The system property that disables all helpers unless it is false. */
  private static final String HELPERS_DISABLED = "org.eclipse.deeplearning4j.helpers.disable";

  private Backends() {}

  /** The backend on the class path, found without loading it; CPU where there are both. */
  public static BackendKind onClassPath() {
    ClassLoader loader = Backends.class.getClassLoader();
    boolean cuda = loader.getResource("nd4j-jcublas.properties") != null;
    boolean cpu = loader.getResource("nd4j-native.properties") != null;
    if (!cuda && !cpu) {
      throw new BackendException(
          "No ND4J backend is on the class path; start the program with ./bnlab, which sets it.");
    }
    return cpu ? BackendKind.CPU : BackendKind.CUDA;
  }

  /**
   * Checks, without loading anything, that a trial's backend is the one of this process; {@code
   * AUTO} is whichever that is.
   *
   * @throws BackendException if it is a different one
   */
  public static void requireOnClassPath(BackendKind wanted) {
    BackendKind found = onClassPath();
    if (wanted != BackendKind.AUTO && wanted != found) {
      throw new BackendException(
          "The backend %s was asked for, but this process was started with %s; use --backend %2$s."
              .formatted(KnownNames.label(wanted), KnownNames.label(found)));
    }
  }

  /**
   * Loads ND4J.
   *
   * @param wanted the backend that a trial asks for
   * @return what was loaded
   * @throws BackendException where another one is on the class path, or it does not load
   */
  public static BackendInfo load(BackendKind wanted) {
    requireOnClassPath(wanted);
    try {
      if (onClassPath() == BackendKind.CUDA) {
        // ND4J would print what goes wrong here and then only say that it has no backend.
        for (String natives : CUDA_NATIVES) {
          Class.forName(natives);
        }
      }
      return describe();
    } catch (ReflectiveOperationException | LinkageError | RuntimeException e) {
      String cause = ExceptionUtils.getRootCause(e).toString().replaceFirst("\\.$", "");
      throw new BackendException(
          "The ND4J backend %1$s does not load: %2$s. `bnlab doctor --backend %1$s --verbose` shows more."
              .formatted(KnownNames.label(onClassPath()), cause),
          e);
    }
  }

  private static BackendInfo describe() {
    Properties facts = Nd4j.getExecutioner().getEnvironmentInformation();
    NativeOps ops = NativeOpsHolder.getInstance().getDeviceNativeOps();
    String build = ops.buildInfo();
    return new BackendInfo(
        facts.getProperty(Nd4jEnvironment.BACKEND_KEY),
        LibraryVersion.of("org.nd4j/nd4j-api"),
        Loader.getPlatform() + System.getProperty("org.bytedeco.javacpp.platform.extension", ""),
        build.contains("HAVE_ONEDNN"),
        oneDnnHelpers(),
        build.contains("HAVE_OPENBLAS")
            ? "OpenBLAS"
            : facts.get(Nd4jEnvironment.BLAS_VENDOR_KEY) + "",
        // The CUDA backend does not report its threads; its work on the CPU takes one thread.
        (Integer) facts.getOrDefault(Nd4jEnvironment.OMP_THREADS_KEY, 1),
        onClassPath() == BackendKind.CUDA ? device(ops) : instructions(ops.optimalLevel()));
  }

  /**
   * Whether DL4J's stock layers use its oneDNN helpers: convolution, pooling and batch
   * normalization, several times as fast as without. Two things keep them off in 1.0.0-M2.1. They
   * are disabled by default: the launcher sets {@value #HELPERS_DISABLED} to false. And they look
   * up a class that ND4J 1.0.0-M2.1 does not contain: {@link org.nd4j.nativeblas.Nd4jCpu} replaces
   * it.
   */
  static boolean oneDnnHelpers() {
    return "false".equalsIgnoreCase(System.getProperty(HELPERS_DISABLED))
        && BaseMKLDNNHelper.mklDnnEnabled();
  }

  /** The GPU that computes: the only one that the launcher leaves visible. */
  private static String device(NativeOps ops) {
    return ops.getDeviceName(0)
        + ", compute capability "
        + ops.getDeviceMajor(0)
        + "."
        + ops.getDeviceMinor(0);
  }

  private static String instructions(int level) {
    return switch (level) {
      case 3 -> "AVX-512";
      case 2 -> "AVX2";
      default -> "generic";
    };
  }
}
