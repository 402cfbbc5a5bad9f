package io.github.bnlab.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import org.deeplearning4j.config.DL4JSystemProperties;
import org.junit.jupiter.api.Test;

/** Why DL4J's fast operations have to be switched on from outside. */
class HelperDefectsTest {
  /** If this fails, the launcher need not enable helpers. */
  @Test
  void helpersAreDisabledByDefault() {
    assertThat(DL4JSystemProperties.HELPER_DISABLE_DEFAULT_VALUE).isEqualTo("true");
  }
}
