package io.github.bnlab.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;

import io.github.bnlab.config.InferenceStatistics;
import io.github.bnlab.dataset.ImageSet;
import io.github.bnlab.dataset.SyntheticDigits;
import io.github.bnlab.engine.TrainingEngine;
import io.github.bnlab.engine.UnsupportedLayerException;
import io.github.bnlab.engine.kernels.Batch;
import io.github.bnlab.engine.kernels.Network.Mode;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Images of ten pixels, whose brightest one is the class that is predicted for them. */
class EvaluationTest {
  private static final int CLASSES = 10;

  /** In one chunk, and in several. */
  @ParameterizedTest
  @ValueSource(ints = {7, 613, 20613})
  void countsEveryExampleOnce(int size) {
    ImageSet images = images(size);
    int correct = 0;
    for (int i = 0; i < size; i++) {
      correct += images.pixels()[i * ImageSet.PIXELS + images.labels()[i]] != 0 ? 1 : 0;
    }
    Evaluation evaluation = new Evaluation(new Pixels());

    Score first = evaluation.of(images);
    Score again = evaluation.of(images);

    assertThat(first.accuracy()).isEqualTo(correct / (double) size);
    assertThat(again.accuracy()).isEqualTo(first.accuracy());
    assertThat(again.confusion()).isDeepEqualTo(first.confusion());
    // Where the class is wrong the probability is 0, bounded by 1e-10 as in DL4J's loss.
    double expected = (size - correct) * -Math.log(1e-10) / size;
    assertThat(first.loss()).isCloseTo(expected, offset(1e-9));
  }

  /** {@link Math} may round the logarithm of 40 / 255 otherwise, and does so on x86-64. */
  @Test
  void theLossIsTheSameOnEveryPlatform() {
    byte[] pixels = new byte[ImageSet.PIXELS];
    pixels[0] = 40;
    Score score = new Evaluation(new Pixels()).of(new ImageSet(pixels, new byte[1]));
    assertThat(score.loss()).isEqualTo(-StrictMath.log(40 / 255.0));
  }

  @Test
  void severalThreadsGiveTheNumbersOfOne() throws Exception {
    MultiLayerNetwork network = Trials.network(Trials.trial(Trials.training(1, null, 0.1)));
    ImageSet images = SyntheticDigits.draw(3, 0, 1100);
    Score one = by(network, 1).of(images);
    Score three = by(network, 3).of(images);
    assertThat(three.loss()).isEqualTo(one.loss());
    assertThat(three.confusion()).isDeepEqualTo(one.confusion());
    assertThat(three.mistakes()).isEqualTo(one.mistakes());
  }

  /** With the statistics of batches of a million, in groups. */
  @ParameterizedTest
  @CsvSource({"613, 1, 613", "613, 64, 640", "613, 1000, 2000", "1, 1, 2"})
  void aBatchIsNoLargerThanTheSplitNeeds(int size, int groups, int batch) {
    Pixels step = new Pixels();
    ImageSet images = images(size);
    Score score =
        new Evaluation(step, InferenceStatistics.BATCH, 1_000_000, groups, null).of(images);
    assertThat(step.sizes).containsExactly(batch);
    assertThat(score.confusion()).isDeepEqualTo(new Evaluation(step).of(images).confusion());
  }

  private static Evaluation by(MultiLayerNetwork network, int threads)
      throws UnsupportedLayerException {
    return new Evaluation(new EngineStep(network, TrainingEngine.compile(network, threads)));
  }

  /** Half of the images show their label, the others any class. */
  private static ImageSet images(int size) {
    Random random = new Random(size);
    byte[] pixels = new byte[size * ImageSet.PIXELS];
    byte[] labels = new byte[size];
    for (int i = 0; i < size; i++) {
      labels[i] = (byte) random.nextInt(CLASSES);
      int shown = random.nextBoolean() ? labels[i] : random.nextInt(CLASSES);
      pixels[i * ImageSet.PIXELS + shown] = (byte) 255;
    }
    return new ImageSet(pixels, labels);
  }

  /** Takes the first pixels for probabilities. */
  private static final class Pixels extends StepStub {
    private final List<Integer> sizes = new ArrayList<>();

    @Override
    public double[] probabilities(Batch batch, Mode mode) {
      sizes.add(batch.size());
      double[] probabilities = new double[batch.size() * CLASSES];
      for (int i = 0; i < probabilities.length; i++) {
        int from = batch.example(i / CLASSES) * ImageSet.PIXELS;
        probabilities[i] = (batch.pixels()[from + i % CLASSES] & 0xff) / 255.0;
      }
      return probabilities;
    }
  }
}
