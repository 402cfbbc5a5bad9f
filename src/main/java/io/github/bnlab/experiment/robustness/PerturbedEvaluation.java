package io.github.bnlab.experiment.robustness;

import io.github.bnlab.dataset.ImageSet;
import io.github.bnlab.recording.files.RobustnessRow;
import io.github.bnlab.training.Evaluation;
import io.github.bnlab.training.Inference;
import io.github.bnlab.training.TrainingSteps;
import io.github.bnlab.training.TrialStarted;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Evaluates a trained network on the test split, as it is and perturbed in every way. */
final class PerturbedEvaluation {
  private static final int CLASSES = 10;

  private final ImageSet images;
  private final Inference inference;
  private final InputGradient gradients;
  private final Map<Perturbation, Map<Double, Tally>> tallies = new LinkedHashMap<>();

  /** Of the network as it is now. */
  PerturbedEvaluation(TrialStarted trial) {
    images = trial.data().test();
    inference = TrainingSteps.inference(trial.network(), trial.stepKind());
    gradients = new InputGradient(trial.network(), trial.config());
    for (Perturbation perturbation : Perturbation.values()) {
      Map<Double, Tally> byStrength = new LinkedHashMap<>();
      byStrength.put(0.0, new Tally());
      perturbation.strengths().forEach(strength -> byStrength.put(strength, new Tally()));
      tallies.put(perturbation, byStrength);
    }
  }

  /** A row for each perturbation and strength, 0 included. */
  List<RobustnessRow> rows() {
    // Chunks as in evaluations of epochs, so that images as they are give the same numbers.
    for (int from = 0; from < images.size(); from += Evaluation.CHUNK) {
      evaluate(from, Math.min(Evaluation.CHUNK, images.size() - from));
    }
    List<RobustnessRow> rows = new ArrayList<>();
    tallies.forEach(
        (perturbation, byStrength) ->
            byStrength.forEach(
                (strength, tally) ->
                    rows.add(
                        new RobustnessRow(
                            perturbation.label(),
                            strength,
                            tally.examples(),
                            tally.meanLoss(),
                            tally.accuracy()))));
    return rows;
  }

  private void evaluate(int from, int n) {
    double[][] clean = new double[n][];
    INDArray labels = Nd4j.zeros(inference.features(n).dataType(), n, CLASSES);
    for (int i = 0; i < n; i++) {
      clean[i] = image(from + i);
      labels.putScalar(i, images.labels()[from + i], 1);
    }
    fill(clean);
    double[] gradient = gradients.of(inference.features(n), labels);
    int length = images.imageLength();
    double[] asTheyAre = probabilities(n);
    tallies.forEach(
        (perturbation, byStrength) ->
            byStrength.forEach(
                (strength, tally) -> {
                  double[] answers = asTheyAre;
                  if (strength != 0) {
                    double[][] changed = new double[n][];
                    for (int i = 0; i < n; i++) {
                      double[] own = Arrays.copyOfRange(gradient, i * length, (i + 1) * length);
                      changed[i] = perturbation.apply(clean[i], strength, from + i, own);
                    }
                    fill(changed);
                    answers = probabilities(n);
                  }
                  count(answers, from, n, tally);
                }));
  }

  private double[] image(int index) {
    double[] image = new double[images.imageLength()];
    for (int i = 0; i < image.length; i++) {
      image[i] = (images.pixels()[index * image.length + i] & 0xff) / 255.0;
    }
    return image;
  }

  private void fill(double[][] batch) {
    inference.features(batch.length).assign(Nd4j.createFromArray(batch));
  }

  private double[] probabilities(int n) {
    return inference.probabilities(n).dup('c').data().asDouble();
  }

  private void count(double[] probabilities, int from, int n, Tally tally) {
    for (int i = 0; i < n; i++) {
      double[] own = Arrays.copyOfRange(probabilities, i * CLASSES, (i + 1) * CLASSES);
      tally.add(own, images.labels()[from + i]);
    }
  }
}
