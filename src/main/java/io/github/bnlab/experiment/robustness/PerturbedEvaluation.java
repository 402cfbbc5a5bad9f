package io.github.bnlab.experiment.robustness;

import io.github.bnlab.config.TrialConfig;
import io.github.bnlab.dataset.ImageSet;
import io.github.bnlab.engine.kernels.Batch;
import io.github.bnlab.network.FoldedNetwork;
import io.github.bnlab.recording.files.RobustnessRow;
import io.github.bnlab.training.Evaluation;
import io.github.bnlab.training.Examples;
import io.github.bnlab.training.Score;
import io.github.bnlab.training.TrainingStep;
import io.github.bnlab.training.TrainingSteps;
import io.github.bnlab.training.TrialStarted;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;

/** Evaluates a trained network on the test split, as it is and perturbed in every way. */
final class PerturbedEvaluation {
  private final ImageSet images;
  private final TrainingStep step;

  /** In inference mode, with normalization folded in; it gives gradients by images. */
  private final TrainingStep folded;

  private final List<Case> cases = new ArrayList<>();

  /** A perturbation of some strength; the answers are probabilities: chunks, row by row. */
  private record Case(Perturbation perturbation, double strength, double[][] answers) {}

  /** Of the network as it is now. */
  PerturbedEvaluation(TrialStarted trial) {
    images = trial.data().test();
    step = trial.step();
    folded = folded(trial.network(), trial.config());
    int chunks = Evaluation.chunks(images);
    for (Perturbation perturbation : Perturbation.values()) {
      cases.add(new Case(perturbation, 0, new double[chunks][]));
      for (double strength : perturbation.strengths()) {
        cases.add(new Case(perturbation, strength, new double[chunks][]));
      }
    }
  }

  static TrainingStep folded(MultiLayerNetwork network, TrialConfig trial) {
    return TrainingSteps.of(FoldedNetwork.of(network, trial), trial.training(), line -> {});
  }

  /** A row for each perturbation and strength, 0 included. */
  List<RobustnessRow> rows() {
    // Chunks as in evaluations of epochs, so that images as they are give the same numbers.
    for (int chunk = 0; chunk < Evaluation.chunks(images); chunk++) {
      evaluate(chunk);
    }
    return cases.stream().map(this::row).toList();
  }

  private RobustnessRow row(Case tried) {
    Score score = Evaluation.score(images, tried.answers);
    return new RobustnessRow(
        tried.perturbation.label(),
        tried.strength,
        score.examples(),
        score.loss(),
        score.accuracy());
  }

  private void evaluate(int chunk) {
    int from = chunk * Evaluation.CHUNK;
    int n = Math.min(Evaluation.CHUNK, images.size() - from);
    double[][] clean = new double[n][];
    byte[] labels = Arrays.copyOfRange(images.labels(), from, from + n);
    for (int i = 0; i < n; i++) {
      clean[i] = image(from + i);
    }
    Batch asTheyAre = Examples.of(row(clean), labels);
    double[] gradient = folded.inputGradient(asTheyAre);
    double[] answer = step.probabilities(asTheyAre);
    int length = images.imageLength();
    for (Case tried : cases) {
      double[][] changed = new double[n][];
      for (int i = 0; tried.strength > 0 && i < n; i++) {
        double[] own = Arrays.copyOfRange(gradient, i * length, (i + 1) * length);
        changed[i] = tried.perturbation.apply(clean[i], tried.strength, from + i, own);
      }
      tried.answers[chunk] =
          tried.strength > 0 ? step.probabilities(Examples.of(row(changed), labels)) : answer;
    }
  }

  private double[] image(int index) {
    double[] image = new double[images.imageLength()];
    for (int i = 0; i < image.length; i++) {
      image[i] = (images.pixels()[index * image.length + i] & 0xff) / 255.0;
    }
    return image;
  }

  /** One after the other. */
  private static double[] row(double[][] batch) {
    return Arrays.stream(batch).flatMapToDouble(Arrays::stream).toArray();
  }
}
