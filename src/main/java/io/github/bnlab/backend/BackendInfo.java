package io.github.bnlab.backend;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The ND4J backend that was loaded.
 *
 * @param name {@code CPU} or {@code CUDA}
 * @param version of ND4J
 * @param natives platform and variant of the native library, such as {@code linux-x86_64-onednn} or
 *     {@code linux-x86_64-cudnn}
 * @param oneDnn whether the natives were built with oneDNN
 * @param helpers whether DL4J's layers use it
 * @param blas the linear-algebra library
 * @param openMpThreads threads that an operation may use
 * @param instructions the best instruction set that ND4J sees on this processor; for CUDA the GPU
 */
public record BackendInfo(
    String name,
    String version,
    String natives,
    boolean oneDnn,
    boolean helpers,
    String blas,
    int openMpThreads,
    String instructions) {
  /** By which a user has OpenBLAS, oneDNN, MKL or cuBLAS compute in another way. */
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

  /**
   * What the numbers of DL4J's {@code fit} depend on beside settings and data, by name: the
   * processor, the number of threads, and environment variables that are set. The numbers of the
   * engine depend on none of it.
   */
  public Map<String, String> fitEnvironment() {
    Map<String, String> all = new TreeMap<>(System.getenv());
    all.keySet().retainAll(VARIABLES);
    all.put("processor", name.equals("CUDA") ? instructions : Machine.here().cpu());
    all.put("threads", Integer.toString(openMpThreads));
    return all;
  }
}
