package io.github.bnlab.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;

import io.github.bnlab.config.TrainingConfig.StepKind;
import io.github.bnlab.config.TrialConfig.FloatType;
import io.github.bnlab.dataset.ImageSet;
import io.github.bnlab.dataset.MadeUpDigits;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Images of ten pixels, whose brightest one is the class that is predicted for them. */
class EvaluationTest {
  private static final int CLASSES = 10;

  /** In one chunk, in several, in more than are kept in memory; by one thread or several. */
  @ParameterizedTest
  @CsvSource({
    "7, FLOAT, 1",
    "613, FLOAT, 1",
    "613, DOUBLE, 1",
    "20613, FLOAT, 1",
    "7, FLOAT, 3",
    "613, FLOAT, 2",
    "20613, FLOAT, 2"
  })
  void countsEveryExampleOnce(int size, FloatType type, int threads) {
    ImageSet images = images(size);
    int correct = 0;
    for (int i = 0; i < size; i++) {
      correct += images.pixels()[i * CLASSES + images.labels()[i]] != 0 ? 1 : 0;
    }
    Evaluation evaluation =
        new Evaluation(Stream.generate(() -> new Pixels(type)).limit(threads).toList(), type);

    Score first = evaluation.of(images);
    Score again = evaluation.of(images);

    assertThat(first.accuracy()).isEqualTo(correct / (double) size);
    assertThat(again.accuracy()).isEqualTo(first.accuracy());
    assertThat(again.confusion()).isDeepEqualTo(first.confusion());
    // Where the class is wrong the probability is 0, bounded by 1e-10 as in DL4J's loss.
    double expected = (size - correct) * -Math.log(1e-10) / size;
    assertThat(first.loss()).isCloseTo(expected, offset(1e-9));
  }

  @Test
  void severalThreadsGiveTheNumbersOfOne() {
    MultiLayerNetwork network = Trials.network(Trials.trial(Trials.training(1, null, 0.1)));
    ImageSet images = MadeUpDigits.draw(3, 0, 1100);
    Score one = planned(network, 1).of(images);
    Score three = planned(network, 3).of(images);
    assertThat(three.loss()).isEqualTo(one.loss());
    assertThat(three.confusion()).isDeepEqualTo(one.confusion());
    assertThat(three.mistakes()).isEqualTo(one.mistakes());
  }

  private static Evaluation planned(MultiLayerNetwork network, int threads) {
    return new Evaluation(
        Stream.generate(() -> TrainingSteps.inference(network, StepKind.PLANNED))
            .limit(threads)
            .toList(),
        FloatType.DOUBLE);
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
