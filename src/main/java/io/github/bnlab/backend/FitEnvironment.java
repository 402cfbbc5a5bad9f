package io.github.bnlab.backend;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What the numbers of DL4J's {@code fit} depend on beside settings and data: the processor, the
 * number of threads, and the environment variables by which a user has OpenBLAS, oneDNN, MKL or
 * cuBLAS compute in another way. The numbers of the engine depend on none of it.
 */
public final class FitEnvironment {
  private static final List<String> VARIABLES =
      List.of(
          "OPENBLAS_CORETYPE",
          "OPENBLAS_NUM_THREADS",
          "GOTO_NUM_THREADS",
          "ONEDNN_MAX_CPU_ISA",
          "DNNL_MAX_CPU_ISA",
          "ONEDNN_CPU_ISA_HINTS",
          "DNNL_CPU_ISA_HINTS",
          "ONEDNN_DEFAULT_FPMATH_MODE",
          "DNNL_DEFAULT_FPMATH_MODE",
          "MKL_CBWR",
          "MKL_ENABLE_INSTRUCTIONS",
          "MKL_NUM_THREADS",
          "NVIDIA_TF32_OVERRIDE",
          "CUBLAS_WORKSPACE_CONFIG");

  private FitEnvironment() {}

  /** Of this process: values by name; variables that are not set are left out. */
  public static Map<String, String> here(BackendInfo backend) {
    Map<String, String> all = new TreeMap<>(System.getenv());
    all.keySet().retainAll(VARIABLES);
    boolean gpu = backend.name().equals("CUDA");
    all.put("processor", gpu ? backend.instructions() : Machine.here().cpu());
    all.put("threads", Integer.toString(backend.openMpThreads()));
    return all;
  }
}
