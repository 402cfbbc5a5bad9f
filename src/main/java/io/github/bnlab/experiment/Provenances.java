package io.github.bnlab.experiment;

import io.github.bnlab.backend.BackendInfo;
import io.github.bnlab.backend.Machine;
import io.github.bnlab.config.TrialConfig;
import io.github.bnlab.recording.BuildInfo;
import io.github.bnlab.recording.files.Provenance;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;

/** Finds out what a run was made from and on. */
final class Provenances {
  /** Group and artifact of the libraries that decide what is computed. */
  private static final Map<String, String> LIBRARIES =
      Map.of(
          "nd4j", "org.nd4j/nd4j-api",
          "deeplearning4j", "org.deeplearning4j/deeplearning4j-nn",
          "datavec", "org.datavec/datavec-api",
          "javacpp", "org.bytedeco/javacpp");

  private Provenances() {}

  /** Of a run on this machine, with the backend that is loaded. */
  static Provenance of(TrialConfig trial, Map<String, String> dataSha256, BackendInfo backend) {
    Machine machine = Machine.here();
    return new Provenance(
        BuildInfo.read().revision(),
        dataSha256,
        trial.training().seed(),
        libraries(),
        System.getProperty("java.vm.name") + " " + System.getProperty("java.vm.version"),
        machine.os(),
        machine.cpu(),
        String.join(" ", backend.name(), backend.natives(), backend.blas(), backend.instructions()),
        backend.openMpThreads());
  }

  private static Map<String, String> libraries() {
    Map<String, String> versions = new TreeMap<>();
    LIBRARIES.forEach((name, path) -> versions.put(name, version(path)));
    return versions;
  }

  /** As Maven writes it into the jars that it makes. */
  private static String version(String path) {
    String resource = "/META-INF/maven/" + path + "/pom.properties";
    try (InputStream in = Provenances.class.getResourceAsStream(resource)) {
      Properties pom = new Properties();
      if (in != null) {
        pom.load(in);
      }
      return pom.getProperty("version", "unknown");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
