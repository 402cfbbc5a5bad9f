package io.github.bnlab.backend;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

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

  /** What the natives of ND4J and JavaCPP's of CUDA are linked with, on Linux. */
  private static final List<String> LINUX_CUDA =
      List.of(
          "libcudart.so.11.0",
          "libcublas.so.11",
          "libcublasLt.so.11",
          "libcusolver.so.11",
          "libcusparse.so.11");

  private static final List<String> LINUX_CUDNN = List.of("libcudnn.so.8");
  private static final List<String> WINDOWS_CUDA =
      List.of(
          "cudart64_110.dll",
          "cublas64_11.dll",
          "cublasLt64_11.dll",
          "cusolver64_11.dll",
          "cusparse64_11.dll");

  /** cuDNN for Windows needs zlib under this name, and it comes apart. */
  private static final List<String> WINDOWS_CUDNN = List.of("cudnn64_8.dll", "zlibwapi.dll");

  /** A major version of a runtime by the name of its main library. */
  private static final Pattern VERSION =
      Pattern.compile(
          "(?:libcudart\\.so\\.|cudart64_)(?<cuda>\\d+).*|"
              + "(?:libcudnn\\.so\\.|cudnn64_)(?<cudnn>\\d+).*");

  private static final Pattern CACHED =
      Pattern.compile("\\s*libcu\\S+ \\(libc6,x86-64[^)]*\\) => (\\S+)");

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
    return Stream.of(cuda, cuDnn)
        .flatMap(family -> family.entrySet().stream())
        .map(
            file ->
                file.getKey() + file.getValue().map(path -> " in " + path.getParent()).orElse(" -"))
        .collect(Collectors.joining(", "));
  }

  private static List<String> missing(Map<String, Optional<Path>> family) {
    return family.keySet().stream().filter(name -> family.get(name).isEmpty()).toList();
  }

  /**
   * NVIDIA's libraries in the cache of Linux's loader, from {@code ldconfig -p}; empty if there is
   * no cache.
   */
  private static List<Path> loaderCache() {
    Path usual = Path.of("/sbin/ldconfig");
    Path command = Files.isExecutable(usual) ? usual : Path.of("/usr/sbin/ldconfig");
    try {
      Process process =
          new ProcessBuilder(command.toString(), "-p")
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      return listed(new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      return List.of();
    }
  }

  /** Files of lines such as {@code libcudnn.so.8 (libc6,x86-64) => /usr/lib/libcudnn.so.8}. */
  static List<Path> listed(String output) {
    return output
        .lines()
        .map(CACHED::matcher)
        .filter(Matcher::matches)
        .map(matcher -> Path.of(matcher.group(1)))
        .toList();
  }

  /** The folder that an entry of a list such as {@code PATH} names, if it is one. */
  static Optional<Path> folder(String entry) {
    try {
      return Optional.of(entry).filter(e -> !e.isBlank()).map(Path::of).filter(Files::isDirectory);
    } catch (InvalidPathException e) {
      return Optional.empty(); // Quoted, for instance: the system finds nothing there either.
    }
  }

  /**
   * A search where the loader looks, then where installers put libraries.
   *
   * @param windows by the names and folders of Windows, else of Linux
   * @param environment variables that name folders
   * @param root of the file system
   * @param cached files that the loader's cache lists, on Linux
   */
  record Search(boolean windows, Map<String, String> environment, Path root, List<Path> cached) {
    /** That of this machine. */
    static Search here() {
      boolean windows = File.separatorChar == '\\';
      String root = windows ? System.getenv().getOrDefault("SystemDrive", "C:") + "\\" : "/";
      return new Search(
          windows, System.getenv(), Path.of(root), windows ? List.of() : loaderCache());
    }

    /**
     * Searches.
     *
     * @param redistributed the jar with NVIDIA's libraries, where there is one
     */
    CudaLibraries find(Optional<Path> redistributed) {
      Map<String, Path> seen = new LinkedHashMap<>();
      cached.stream().filter(Files::exists).forEach(file -> note(seen, file));
      List<Path> known =
          folders(environment.getOrDefault(windows ? "PATH" : "LD_LIBRARY_PATH", ""));
      known.forEach(folder -> note(seen, folder));
      Set<Path> foldersOfLoader = new LinkedHashSet<>(known);
      seen.values().forEach(file -> foldersOfLoader.add(file.getParent()));
      installerFolders().forEach(folder -> note(seen, folder));

      Map<String, Optional<Path>> cuda = select(seen, windows ? WINDOWS_CUDA : LINUX_CUDA);
      Map<String, Optional<Path>> cuDnn = select(seen, windows ? WINDOWS_CUDNN : LINUX_CUDNN);
      Set<Path> further = new LinkedHashSet<>();
      Stream.of(cuda, cuDnn)
          .flatMap(family -> family.values().stream())
          .forEach(file -> file.map(Path::getParent).ifPresent(further::add));
      further.removeAll(foldersOfLoader);
      return new CudaLibraries(cuda, cuDnn, further, otherVersions(seen.keySet()), redistributed);
    }

    private static Map<String, Optional<Path>> select(Map<String, Path> seen, List<String> names) {
      Map<String, Optional<Path>> found = new LinkedHashMap<>();
      names.forEach(name -> found.put(name, Optional.ofNullable(seen.get(name))));
      return found;
    }

    /** A file, or the libraries of a folder; what was seen first counts. */
    private static void note(Map<String, Path> seen, Path place) {
      if (!Files.isDirectory(place)) {
        seen.putIfAbsent(place.getFileName().toString(), place);
        return;
      }
      entries(place, "{libcu*.so*,*.dll}")
          .forEach(file -> seen.putIfAbsent(file.getFileName().toString(), file));
    }

    /** None of a folder that cannot be read, or does not exist. */
    private static List<Path> entries(Path folder, String glob) {
      List<Path> found = new ArrayList<>();
      try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder, glob)) {
        entries.forEach(found::add);
        return found;
      } catch (IOException e) {
        return List.of();
      }
    }

    private List<Path> installerFolders() {
      List<Path> folders = new ArrayList<>();
      for (String variable : new TreeSet<>(environment.keySet())) {
        if (variable.matches("CUDA_HOME|CUDA_PATH(_V11_\\d)?")) {
          String folder = environment.get(variable);
          folders.addAll(folders(folder + (windows ? "/bin" : "/lib64")));
        }
      }
      if (windows) {
        folders.addAll(versions("Program Files/NVIDIA GPU Computing Toolkit/CUDA", "v11.*", "bin"));
        folders.addAll(versions("Program Files/NVIDIA/CUDNN", "v8*", "bin"));
      } else {
        folders.addAll(
            folders(environment.getOrDefault("CONDA_PREFIX", "").replaceFirst(".$", "$0/lib")));
        folders.addAll(versions("usr/local", "cuda*", "lib64"));
        for (String folder : List.of("usr/lib/x86_64-linux-gnu", "usr/lib64", "usr/lib")) {
          folders.add(root.resolve(folder));
        }
      }
      return folders.stream().filter(Files::isDirectory).toList();
    }

    private List<Path> versions(String parent, String glob, String below) {
      return entries(root.resolve(parent), glob).stream()
          .map(v -> v.resolve(below))
          .sorted()
          .toList();
    }

    private List<Path> folders(String list) {
      return Arrays.stream(list.split(windows ? ";" : ":"))
          .flatMap(entry -> folder(entry).stream())
          .toList();
    }

    private static Set<String> otherVersions(Set<String> names) {
      Set<String> others = new TreeSet<>();
      for (String name : names) {
        Matcher matcher = VERSION.matcher(name);
        if (matcher.matches()) {
          String cuda = matcher.group("cuda");
          others.add(cuda != null ? "CUDA " + cuda : "cuDNN " + matcher.group("cudnn"));
        }
      }
      // On Windows the runtime of CUDA 11 is numbered 110.
      others.removeAll(Set.of("CUDA 11", "CUDA 110", "cuDNN 8"));
      return others;
    }
  }
}
