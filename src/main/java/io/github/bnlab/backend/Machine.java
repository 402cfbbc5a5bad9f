package io.github.bnlab.backend;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.commons.lang3.StringUtils;

/**
 * The machine, found without loading ND4J.
 *
 * @param os name, version and architecture
 * @param cpu model of the processor, or "unknown processor"
 * @param features its vector instruction sets, those of {@link #VECTOR_FEATURES} that it has; empty
 *     where the system does not tell
 * @param cores logical processors that this process may use
 * @param memoryBytes physical memory
 */
public record Machine(String os, String cpu, List<String> features, int cores, long memoryBytes) {
  private static final List<String> VECTOR_FEATURES =
      List.of(
          "sse4_2 avx avx2 fma avx512f avx512_vnni avx512_bf16 amx_tile neon asimd sve".split(" "));

  /** This machine. */
  public static Machine here() {
    List<String> lines = processorLines();
    List<String> flags = List.of(value(lines, "flags", value(lines, "Features", "")).split(" "));
    OperatingSystemMXBean system =
        (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    return new Machine(
        Stream.of("os.name", "os.version", "os.arch")
            .map(System::getProperty)
            .collect(Collectors.joining(" ")),
        value(lines, "model name", "unknown processor"),
        VECTOR_FEATURES.stream().filter(flags::contains).toList(),
        Runtime.getRuntime().availableProcessors(),
        system.getTotalMemorySize());
  }

  private static List<String> processorLines() {
    Path file = Path.of("/proc/cpuinfo");
    try {
      return Files.isReadable(file) ? Files.readAllLines(file) : List.of();
    } catch (IOException e) {
      return List.of();
    }
  }

  private static String value(List<String> lines, String key, String otherwise) {
    return lines.stream()
        .filter(line -> StringUtils.substringBefore(line, ":").strip().equals(key))
        .map(line -> StringUtils.substringAfter(line, ":").strip())
        .findFirst()
        .orElse(otherwise);
  }
}
