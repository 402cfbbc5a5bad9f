package io.github.bnlab.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URL;
import java.util.Collections;
import org.deeplearning4j.config.DL4JSystemProperties;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.factory.Nd4j;

/** Why DL4J's fast operations have to be switched on from outside. */
class HelperDefectsTest {
  /** If this fails, the launcher need not enable helpers. */
  @Test
  void helpersAreDisabledByDefault() {
    assertThat(DL4JSystemProperties.HELPER_DISABLE_DEFAULT_VALUE).isEqualTo("true");
  }

  /** If this fails, the class of that name in this project can go. */
  @Test
  void theClassThatHelpersLookForIsMissing() throws IOException {
    String name = "org/nd4j/nativeblas/Nd4jCpu$Environment.class";
    assertThat(Collections.list(Nd4j.class.getClassLoader().getResources(name)))
        .extracting(URL::getProtocol)
        .doesNotContain("jar");
  }
}
