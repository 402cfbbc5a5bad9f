package io.github.bnlab.cli;

import io.github.bnlab.backend.CudaFindings;
import io.github.bnlab.backend.CudaLaunch;
import io.github.bnlab.backend.Gpu;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What {@code bnlab doctor} shows of CUDA: whether it can be used, why not, and the driver, GPUs
 * and libraries found.
 */
final class CudaRows {
  private CudaRows() {}

  /** Names and values, in order. */
  static Map<String, String> of(CudaFindings findings, Path home) {
    Map<String, String> rows = new LinkedHashMap<>();
    rows.put(
        "CUDA",
        findings
            .problem()
            .orElseGet(() -> "can be used, on " + findings.chosen().orElseThrow().name()));
    for (Gpu gpu : findings.gpus()) {
      rows.put("GPU " + gpu.index(), gpu.describe() + ", driver " + gpu.driver());
    }
    findings.libraries().ifPresent(found -> rows.put("CUDA libs", found.describe()));
    rows.put(
        "CUDA backend",
        CudaLaunch.isBuilt(home)
            ? "downloaded"
            : "not downloaded; Maven does it at the first --backend cuda");
    return rows;
  }
}
