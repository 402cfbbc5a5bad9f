package io.github.bnlab.backend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.bnlab.config.TrialConfig.BackendKind;
import java.io.IOException;
import java.net.URL;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.nd4j.nativeblas.Nd4jCpu;

/** The defect of DL4J 1.0.0-M2.1 that leaves its oneDNN helpers dead, and its cure. */
class OneDnnHelpersTest {
  /**
   * If a newer ND4J has the class again, or DL4J asks another one, this fails and ours can go: DL4J
   * names the class in {@code BaseMKLDNNHelper}.
   */
  @Test
  void theClassThatDl4jAsksForIsInNoJarOfTheLibrary() throws IOException {
    String asked = "org/nd4j/nativeblas/Nd4jCpu$Environment.class";
    List<URL> found = Collections.list(getClass().getClassLoader().getResources(asked));
    URL ours = Nd4jCpu.class.getProtectionDomain().getCodeSource().getLocation();
    assertThat(found).singleElement().extracting(URL::toString).isEqualTo(ours + asked);
    assertThat(textOf("/org/deeplearning4j/nn/layers/mkldnn/BaseMKLDNNHelper.class"))
        .contains("org.nd4j.nativeblas.Nd4jCpu$Environment", "isUseMKLDNN");
  }

  @Test
  void helpersAreOnWhereTheNativesHaveOneDnn() {
    BackendInfo info = Backends.load(BackendKind.CPU);
    assumeTrue(info.oneDnn(), "the natives of this platform are built without oneDNN");
    assertThat(Backends.oneDnnHelpers()).isTrue();
    assertThat(info.helpers()).isTrue();
  }

  private static String textOf(String resource) throws IOException {
    try (var in = OneDnnHelpersTest.class.getResourceAsStream(resource)) {
      return new String(in.readAllBytes(), java.nio.charset.StandardCharsets.ISO_8859_1);
    }
  }
}
