package io.github.bnlab.backend;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ComputeCapabilityTest {
  @ParameterizedTest
  @CsvSource({
    "Tesla K80, 3.7",
    "Tesla K40m, 3.5",
    "GeForce GTX 680, 3.0",
    "GeForce GTX 750 Ti, 5.0",
    "GeForce GTX 780 Ti, 3.5",
    "GeForce GTX 770, 3.0",
    "Tesla M60, 5.2",
    "Tesla M40 24GB, 5.2",
    "Tesla P100-SXM2-16GB, 6.0",
    "GeForce GTX 1060 6GB, 6.1",
    "Quadro P4000, 6.1",
    "Tesla V100-SXM2-32GB, 7.0",
    "TITAN V, 7.0",
    "Tesla T4, 7.5",
    "GeForce RTX 2080 Ti, 7.5",
    "Quadro RTX 6000, 7.5",
    "A100-PCIE-40GB, 8.0",
    "NVIDIA A100 80GB PCIe, 8.0",
    "NVIDIA GeForce RTX 3090, 8.6",
    "NVIDIA RTX A6000, 8.6",
  })
  void knownModels(String name, String capability) {
    assertThat(ComputeCapability.ofModel(name)).hasToString("Optional[" + capability + "]");
  }

  @Test
  void unknownModelsAreNotGuessed() {
    assertThat(ComputeCapability.ofModel("Graphics Device")).isEmpty();
    assertThat(ComputeCapability.ofModel("NVIDIA GeForce RTX 9090")).isEmpty();
  }
}
