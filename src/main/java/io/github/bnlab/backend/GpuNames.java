package io.github.bnlab.backend;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Compute capabilities by the names of GPUs, for drivers before version 510, whose nvidia-smi does
 * not tell them. Such drivers know nothing newer than Ampere. Source: NVIDIA's list of CUDA GPUs.
 */
final class GpuNames {
  private static final Map<Pattern, ComputeCapability> CAPABILITIES = new LinkedHashMap<>();

  static {
    add("K80", 3, 7);
    add("K40[mcst]?|K20[mcsX]?", 3, 5);
    add("GTX 6\\d\\d( Ti)?|GTX 7[678]0( Ti)?|K10|K[12]", 3, 0);
    add("GTX 7[45]0( Ti)?", 5, 0);
    add("GTX 9\\d\\d( Ti)?|GTX TITAN X|M4|M6|M40|M60|Quadro M[2456]000", 5, 2);
    add("P100[-\\w]*|GP100", 6, 0);
    add("GTX 10\\d\\d( Ti)?|TITAN Xp?|P4|P6|P40|Quadro P\\d+|GT 1030", 6, 1);
    add("V100[-\\w]*|TITAN V|GV100", 7, 0);
    add("T4G?|RTX 20\\d\\d( Ti| SUPER)?|GTX 16\\d\\d( Ti| SUPER)?|TITAN RTX", 7, 5);
    add("Quadro RTX \\d+|T400|T600|T1000", 7, 5);
    add("A100[-\\w]*|A30", 8, 0);
    add("RTX 30\\d\\d( Ti)?|RTX A\\d+|A2|A10G?|A16|A40", 8, 6);
  }

  private GpuNames() {}

  private static void add(String models, int major, int minor) {
    String makers = "(NVIDIA |Tesla |GeForce |Quadro |GRID )*";
    String sizes = "( \\d+GB)?( PCIe)?";
    CAPABILITIES.put(
        Pattern.compile(makers + "(" + models + ")" + sizes), new ComputeCapability(major, minor));
  }

  /** The capability of a model; empty where the name is not known. */
  static Optional<ComputeCapability> capability(String name) {
    return CAPABILITIES.entrySet().stream()
        .filter(entry -> entry.getKey().matcher(name).matches())
        .map(Map.Entry::getValue)
        .findFirst();
  }
}
