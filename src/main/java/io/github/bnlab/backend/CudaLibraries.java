package io.github.bnlab.backend;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * NVIDIA's libraries that the CUDA backend needs, and where they were found.
 *
 * @param cuda files of CUDA's runtime by their names, in order of the search
 * @param cuDnn files of cuDNN by their names
 * @param folders to add to the loader's search path
 * @param others names of runtimes of other major versions that were seen
 * @param redistributed the jar from Maven Central that has them all, where it was downloaded
 */
public record CudaLibraries(
    Map<String, Optional<Path>> cuda,
    Map<String, Optional<Path>> cuDnn,
    Set<Path> folders,
    Set<String> others,
    Optional<Path> redistributed) {

  /** Whether the system itself has all of them. */
  public boolean installed() {
    return missing(cuda).isEmpty() && missing(cuDnn).isEmpty();
  }

  /** Why they cannot be used, or empty where they can. */
  Optional<String> problem() {
    if (installed() || redistributed.isPresent()) {
      return Optional.empty();
    }
    List<String> missing = missing(cuda);
    return Optional.of(
        missing.isEmpty()
            ? sentence("cuDNN 8", "cuDNN 8.3 for CUDA 11", missing(cuDnn), "cuDNN ")
            : sentence("CUDA 11", "CUDA 11.6 and cuDNN 8.3", missing, "CUDA "));
  }

  private String sentence(String what, String remedy, List<String> missing, String family) {
    List<String> seen = others.stream().filter(name -> name.startsWith(family)).toList();
    String instead =
        seen.isEmpty() ? "" : " (" + String.join(", ", seen) + " was found, which does not work)";
    return String.format(
        "The CUDA backend needs %s%s: %s %s neither on the library path nor in the usual folders."
            + " Install %s, or let Maven download NVIDIA's libraries once (1.8 GB) with"
            + " --download-cuda, or use --backend cpu.",
        what, instead, String.join(", ", missing), missing.size() == 1 ? "is" : "are", remedy);
  }

  /** A one-line description. */
  public String describe() {
    if (!installed() && redistributed.isPresent()) {
      return "from Maven Central, " + redistributed.get();
    }
    Set<String> places = new LinkedHashSet<>();
    for (Map<String, Optional<Path>> family : List.of(cuda, cuDnn)) {
      family.forEach(
          (name, file) ->
              places.add(file.map(path -> name + " in " + path.getParent()).orElse(name + " -")));
    }
    return String.join(", ", places);
  }

  private static List<String> missing(Map<String, Optional<Path>> family) {
    List<String> missing = new ArrayList<>();
    family.forEach(
        (name, file) -> {
          if (file.isEmpty()) {
            missing.add(name);
          }
        });
    return missing;
  }
}
