package io.github.bnlab.recording;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.bnlab.config.TrialConfig;
import io.github.bnlab.training.Trainer;
import io.github.bnlab.training.Trials;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.LocalDateTime;
import java.util.List;
import java.util.TimeZone;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.util.ModelSerializer;
import org.junit.jupiter.api.Test;

class ModelRecorderTest {
  private static MultiLayerNetwork trained() {
    TrialConfig config = Trials.trial(Trials.training(1, null, 0.1));
    MultiLayerNetwork network = Trials.network(config);
    new Trainer(() -> false).train(network, config, Trials.data(), List.of());
    return network;
  }

  private static byte[] bytes(MultiLayerNetwork network) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ModelRecorder.write(network, out);
    return out.toByteArray();
  }

  @Test
  void theSameTrainingGivesTheSameBytes() throws IOException {
    byte[] first = bytes(trained());
    TimeZone zone = TimeZone.getDefault();
    TimeZone.setDefault(TimeZone.getTimeZone("Asia/Kathmandu"));
    try {
      assertThat(bytes(trained())).isEqualTo(first);
    } finally {
      TimeZone.setDefault(zone);
    }
    try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(first))) {
      for (ZipEntry e = zip.getNextEntry(); e != null; e = zip.getNextEntry()) {
        assertThat(e.getTimeLocal()).isEqualTo(LocalDateTime.of(1980, 2, 1, 0, 0));
      }
    }
  }

  @Test
  void dl4jReadsTheFile() throws IOException {
    MultiLayerNetwork network = trained();
    MultiLayerNetwork restored =
        ModelSerializer.restoreMultiLayerNetwork(new ByteArrayInputStream(bytes(network)), true);
    assertThat(restored.params().toDoubleVector()).isEqualTo(network.params().toDoubleVector());
    assertThat(restored.getIterationCount()).isEqualTo(3);
    assertThat(restored.getEpochCount()).isEqualTo(1);
  }
}
