package io.github.bnlab.training;

import io.github.bnlab.dataset.IdxRecordReader;
import io.github.bnlab.dataset.ImageSet;

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

  private final TrainingStep step;

  /** By the forward passes that go with the steps of a training. */
  public Evaluation(TrainingStep step) {
    this.step = step;
  }

  /** Score on a split, or null if it is empty. */
  public Score of(ImageSet images) {
    if (images.size() == 0) {
      return null;
    }
    double[][] probabilities = new double[chunks(images)][];
    for (int chunk = 0; chunk < probabilities.length; chunk++) {
      int from = chunk * CHUNK;
      int size = Math.min(CHUNK, images.size() - from);
      probabilities[chunk] = step.probabilities(Examples.inOrder(images, from, size));
    }
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
