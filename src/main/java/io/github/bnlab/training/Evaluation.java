package io.github.bnlab.training;

import io.github.bnlab.config.TrainingConfig.StepKind;
import io.github.bnlab.config.TrialConfig.FloatType;
import io.github.bnlab.dataset.BatchData;
import io.github.bnlab.dataset.IdxRecordReader;
import io.github.bnlab.dataset.ImageSet;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Evaluates a network on a few splits again and again, in chunks of a fixed size: the result does
 * not depend on the batches it was trained with.
 */
public final class Evaluation {
  /** Large enough for the native code, small enough that the activations stay in cache. */
  public static final int CHUNK = 250;

  /**
   * Probabilities are bounded below as DL4J bounds them in its training loss ({@code LossMCXENT}),
   * so that the two losses can be compared: the loss of one example is at most 23.03.
   */
  private static final double SMALLEST_PROBABILITY = 1e-10;

  private final ChunkPasses passes;
  private final FloatType type;
  private final Map<ImageSet, Chunks> splits = new IdentityHashMap<>();

  /** By inferences of one network, one for each thread. */
  Evaluation(List<? extends Inference> inferences, FloatType type) {
    this.passes = new ChunkPasses(inferences);
    this.type = type;
  }

  /** Evaluates a network in the way in which steps of a kind are executed. */
  public static Evaluation by(StepKind kind, MultiLayerNetwork network, FloatType type) {
    int threads = kind == StepKind.PLANNED ? ChunkPasses.usefulThreads() : 1;
    return new Evaluation(
        Stream.generate(() -> TrainingSteps.inference(network, kind)).limit(threads).toList(),
        type);
  }

  /** Score on a split, or null if it is empty. */
  public Score of(ImageSet images) {
    int size = images.size();
    if (size == 0) {
      return null;
    }
    Chunks chunks = splits.computeIfAbsent(images, split -> new Chunks(split, type));
    double[][] probabilities = new double[chunks(images)][];
    passes.forEach(
        probabilities.length,
        (inference, chunk) -> probabilities[chunk] = probabilities(inference, chunks.get(chunk)));
    return score(images, probabilities);
  }

  /** How many chunks a split has. */
  public static int chunks(ImageSet images) {
    return (images.size() + CHUNK - 1) / CHUNK;
  }

  /**
   * The score of answers that are there already.
   *
   * @param images that were asked about, at least one
   * @param chunks probabilities of {@link #CHUNK} images each, fewer in the last one: ten an image
   */
  public static Score score(ImageSet images, double[][] chunks) {
    int size = images.size();
    int[][] confusion = new int[IdxRecordReader.CLASSES][IdxRecordReader.CLASSES];
    WorstMistakes mistakes = new WorstMistakes();
    double loss = 0;
    int correct = 0;
    for (int i = 0; i < size; i++) {
      double[] probabilities = chunks[i / CHUNK];
      int row = i % CHUNK * IdxRecordReader.CLASSES;
      int label = images.labels()[i];
      int predicted = likeliest(probabilities, row);
      confusion[label][predicted]++;
      double ofLabel = probabilities[row + label];
      if (label == predicted) {
        correct++;
      } else {
        mistakes.add(new Mistake(i, label, predicted, probabilities[row + predicted], ofLabel));
      }
      loss -= Math.log(Math.max(ofLabel, SMALLEST_PROBABILITY));
    }
    return new Score(size, loss / size, correct / (double) size, confusion, mistakes.list());
  }

  /** Row by row, [n * 10]. */
  private static double[] probabilities(Inference inference, BatchData batch) {
    int n = batch.size();
    batch.copyFeaturesTo(inference.features(n));
    INDArray probabilities = inference.probabilities(n);
    boolean inOrder = probabilities.ordering() == 'c' && probabilities.elementWiseStride() == 1;
    return values(inOrder ? probabilities : probabilities.dup('c'));
  }

  /** In one piece: {@code DataBuffer.asDouble} asks for one number after the other. */
  private static double[] values(INDArray array) {
    double[] values = new double[(int) array.length()];
    if (array.dataType() == DataType.DOUBLE) {
      array.data().asNioDouble().get(values);
    } else {
      float[] floats = new float[values.length];
      array.data().asNioFloat().get(floats);
      Arrays.setAll(values, i -> floats[i]);
    }
    return values;
  }

  /** The class with the largest of the ten probabilities from an index on; the first of equals. */
  private static int likeliest(double[] probabilities, int from) {
    int best = 0;
    for (int k = 1; k < IdxRecordReader.CLASSES; k++) {
      if (probabilities[from + k] > probabilities[from + best]) {
        best = k;
      }
    }
    return best;
  }
}
