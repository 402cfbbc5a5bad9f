package io.github.bnlab.backend;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The GPUs that {@code CUDA_VISIBLE_DEVICES} leaves visible: numbers or beginnings of UUIDs;
 * entries after the first that is not a GPU are ignored. nvidia-smi itself shows all. Numbers are
 * taken in the order of the PCI bus, as nvidia-smi counts; the launcher sets the same order for the
 * process that uses the GPU.
 */
final class VisibleGpus {
  static final String VARIABLE = "CUDA_VISIBLE_DEVICES";

  private final String list;

  VisibleGpus(Map<String, String> environment) {
    this.list = environment.get(VARIABLE);
  }

  /**
   * The visible ones, at least one.
   *
   * @throws BackendException where all are hidden
   */
  List<Gpu> of(List<Gpu> all) {
    if (list == null || list.contains("MIG-")) { // parts of GPUs, which nvidia-smi lists apart
      return all;
    }
    List<Gpu> visible = new ArrayList<>();
    for (String entry : list.split(",")) {
      Optional<Gpu> gpu = all.stream().filter(each -> isNamed(each, entry.strip())).findFirst();
      if (gpu.isEmpty()) {
        break;
      }
      visible.add(gpu.get());
    }
    if (visible.isEmpty()) {
      throw new BackendException(
          "%s is \"%s\", which hides every GPU of this machine. Unset it, or use --backend cpu."
              .formatted(VARIABLE, list));
    }
    return visible;
  }

  private static boolean isNamed(Gpu gpu, String entry) {
    return entry.equals(Integer.toString(gpu.index()))
        || entry.startsWith("GPU-") && gpu.uuid().startsWith(entry);
  }
}
