package io.github.bnlab.recording.files;

import com.google.gson.annotations.SerializedName;
import java.util.Map;
import java.util.TreeMap;

/**
 * {@code provenance.json}: what a run was made from and on.
 *
 * @param codeRevision revision of the program's source, with {@code -dirty} where it was changed
 *     since; {@code unknown} where it was not built from a repository
 * @param dataSha256 checksums of the unpacked data files, by name
 * @param seed of the trial
 * @param libraries versions by name
 * @param java runtime
 * @param os operating system and architecture
 * @param cpu model of the processor
 * @param backend of ND4J
 * @param threads number of native threads
 * @param fitEnvironment what the numbers of DL4J's {@code fit} depend on, by name; empty where the
 *     engine trained, which depends on none of it
 */
public record Provenance(
    @SerializedName("code_revision") String codeRevision,
    @SerializedName("data_sha256") Map<String, String> dataSha256,
    long seed,
    Map<String, String> libraries,
    String java,
    String os,
    String cpu,
    String backend,
    int threads,
    @SerializedName("fit_environment") Map<String, String> fitEnvironment) {
  public Provenance {
    dataSha256 = sorted(dataSha256);
    libraries = sorted(libraries);
    fitEnvironment = sorted(fitEnvironment);
  }

  private static Map<String, String> sorted(Map<String, String> map) {
    return map == null ? Map.of() : new TreeMap<>(map);
  }
}
