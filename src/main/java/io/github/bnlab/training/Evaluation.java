package io.github.bnlab.training;

import io.github.bnlab.config.InferenceStatistics;
import io.github.bnlab.dataset.ImageSet;
import io.github.bnlab.engine.kernels.Batch;
import io.github.bnlab.engine.kernels.Network.Mode;
import io.github.bnlab.training.Score.Mistake;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/**
 * Evaluates a network on a few splits again and again, in chunks of a fixed size: the result does
 * not depend on the batches it was trained with, unless each batch takes its own statistics.
 *
 * @param step whose forward passes go with the steps of a training
 * @param statistics that normalization takes
 * @param batchSize of the training
 * @param groups of a batch, each normalized by its own statistics
 * @param training the training split, for population statistics
 */
public record Evaluation(
    TrainingStep step,
    InferenceStatistics statistics,
    int batchSize,
    int groups,
    ImageSet training) {
  /** Large enough for the native code, small enough that the activations stay in cache. */
  public static final int CHUNK = 250;

  /**
   * Probabilities are bounded below as DL4J bounds them in its training loss ({@code LossMCXENT}),
   * so that the two losses can be compared: the loss of one example is at most 23.03.
   */
  private static final double SMALLEST_PROBABILITY = 1e-10;

  /** Enough for a grid that fits a page. */
  static final int MOST_MISTAKES = 24;

  /** By the running statistics. */
  public Evaluation(TrainingStep step) {
    this(step, InferenceStatistics.RUNNING, CHUNK, 1, null);
  }

  /** Score on a split, or null if it is empty. */
  public Score of(ImageSet images) {
    return ofAll(images).get(0);
  }

  /** The same for several splits; population statistics are taken once. */
  List<Score> ofAll(ImageSet... splits) {
    return evaluate(() -> Arrays.stream(splits).map(this::score).toList());
  }

  /** Probabilities of the classes for each image, which is not in a batch with others. */
  public List<double[]> oneByOne(ImageSet images) {
    return evaluate(
        () ->
            IntStream.range(0, images.size())
                .mapToObj(i -> step.probabilities(Examples.inOrder(images, i, 1)))
                .toList());
  }

  private <T> T evaluate(Supplier<T> evaluation) {
    return statistics == InferenceStatistics.POPULATION
        ? new PopulationStatistics(step, training, batchSize).with(evaluation)
        : evaluation.get();
  }

  private Score score(ImageSet images) {
    if (images.size() == 0) {
      return null;
    }
    if (statistics == InferenceStatistics.BATCH) {
      return score(images, byBatch(images));
    }
    double[][] probabilities = new double[chunks(images)][];
    for (int chunk = 0; chunk < probabilities.length; chunk++) {
      int from = chunk * CHUNK;
      int size = Math.min(CHUNK, images.size() - from);
      probabilities[chunk] = step.probabilities(Examples.inOrder(images, from, size));
    }
    return score(images, probabilities);
  }

  /**
   * Probabilities chunk by chunk, of images in batches of the training's size; the first images of
   * the split fill up the last batch. A split that is smaller than a batch is one batch, filled up
   * only as far as its groups need.
   */
  private double[][] byBatch(ImageSet images) {
    int size = images.size();
    int classes = ImageSet.CLASSES;
    double[][] chunks = new double[chunks(images)][CHUNK * classes];
    // An unbiased variance needs two examples of a group.
    int ofGroup = Math.max(2, Math.floorDiv(size - 1, groups) + 1);
    int most = (int) Math.min(batchSize, (long) ofGroup * groups);
    for (int from = 0; from < size; from += most) {
      int first = from;
      int[] order = IntStream.range(0, most).map(i -> (first + i) % size).toArray();
      Batch batch = Examples.of(images, order, 0, most);
      double[] answers = step.probabilities(batch, Mode.BATCH_STATISTICS);
      for (int i = from; i < Math.min(size, from + most); i++) {
        int row = i % CHUNK * classes;
        System.arraycopy(answers, (i - from) * classes, chunks[i / CHUNK], row, classes);
      }
    }
    return chunks;
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
    int[][] confusion = new int[ImageSet.CLASSES][ImageSet.CLASSES];
    List<Mistake> mistakes = new ArrayList<>();
    double loss = 0;
    int correct = 0;
    for (int i = 0; i < size; i++) {
      double[] probabilities = chunks[i / CHUNK];
      int row = i % CHUNK * ImageSet.CLASSES;
      int label = images.labels()[i];
      int predicted = likeliest(probabilities, row);
      confusion[label][predicted]++;
      double ofLabel = probabilities[row + label];
      if (label == predicted) {
        correct++;
      } else {
        mistakes.add(new Mistake(i, label, predicted, probabilities[row + predicted], ofLabel));
      }
      // The same on every platform, as the loss of a step is.
      loss -= StrictMath.log(Math.max(ofLabel, SMALLEST_PROBABILITY));
    }
    return new Score(size, loss / size, correct / (double) size, confusion, worst(mistakes));
  }

  /** Those that give the label least, worst first; of equals the earlier example. */
  static List<Mistake> worst(List<Mistake> mistakes) {
    return mistakes.stream()
        .sorted(
            Comparator.comparingDouble(Mistake::labelProbability).thenComparingInt(Mistake::index))
        .limit(MOST_MISTAKES)
        .toList();
  }

  /** The class with the largest of the ten probabilities from an index on; the first of equals. */
  private static int likeliest(double[] probabilities, int from) {
    int best = 0;
    for (int k = 1; k < ImageSet.CLASSES; k++) {
      if (probabilities[from + k] > probabilities[from + best]) {
        best = k;
      }
    }
    return best;
  }
}
