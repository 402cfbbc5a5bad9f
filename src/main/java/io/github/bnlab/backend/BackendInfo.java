package io.github.bnlab.backend;

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
    String instructions) {}
