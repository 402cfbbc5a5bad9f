package io.github.bnlab.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;

import io.github.bnlab.config.TrialConfig.FloatType;
import io.github.bnlab.dataset.ImageSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Images of ten pixels, whose brightest one is the class that is predicted for them. */
class EvaluationTest {
  private static final int CLASSES = 10;

  /** In one chunk, in several, in more than are kept in memory. */
  @ParameterizedTest
  @CsvSource({"7, FLOAT", "613, FLOAT", "613, DOUBLE", "20613, FLOAT"})
  void countsEveryExampleOnce(int size, FloatType type) {
    ImageSet images = images(size);
    int correct = 0;
    for (int i = 0; i < size; i++) {
      correct += images.pixels()[i * CLASSES + images.labels()[i]] != 0 ? 1 : 0;
    }
    Evaluation evaluation = new Evaluation(new Pixels(type), type);

    Score first = evaluation.of(images);
    Score again = evaluation.of(images);

    assertThat(first.accuracy()).isEqualTo(correct / (double) size);
    assertThat(again.accuracy()).isEqualTo(first.accuracy());
    assertThat(again.confusion()).isDeepEqualTo(first.confusion());
    // Where the class is wrong the probability is 0, bounded by 1e-10 as in DL4J's loss.
    double expected = (size - correct) * -Math.log(1e-10) / size;
    assertThat(first.loss()).isCloseTo(expected, offset(1e-9));
  }

  /** Half of the images show their label, the others any class. */
  private static ImageSet images(int size) {
    Random random = new Random(size);
    byte[] pixels = new byte[size * CLASSES];
    byte[] labels = new byte[size];
    for (int i = 0; i < size; i++) {
      labels[i] = (byte) random.nextInt(CLASSES);
      int shown = random.nextBoolean() ? labels[i] : random.nextInt(CLASSES);
      pixels[i * CLASSES + shown] = (byte) 255;
    }
    return new ImageSet(1, CLASSES, pixels, labels);
  }

  /** Takes the pixels for probabilities. */
  private static final class Pixels implements Inference {
    private final Map<Integer, INDArray> buffers = new HashMap<>();
    private final DataType type;

    Pixels(FloatType type) {
      this.type = type == FloatType.FLOAT ? DataType.FLOAT : DataType.DOUBLE;
    }

    @Override
    public INDArray features(int n) {
      return buffers.computeIfAbsent(n, size -> Nd4j.create(type, size, CLASSES));
    }

    @Override
    public INDArray probabilities(int n) {
      return features(n);
    }
  }
}
