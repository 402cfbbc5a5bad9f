package io.github.bnlab.experiment.robustness;

import io.github.bnlab.dataset.IdxRecordReader;
import io.github.bnlab.dataset.ImageSet;
import io.github.bnlab.recording.files.RobustnessRow;
import io.github.bnlab.training.Evaluation;
import io.github.bnlab.training.Inference;
import io.github.bnlab.training.Score;
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
  private final ImageSet images;
  private final Inference inference;
  private final InputGradient gradients;

  /** Probabilities by perturbation and strength: chunks, row by row. */
  private final Map<Perturbation, Map<Double, double[][]>> answers = new LinkedHashMap<>();

  /** Of the network as it is now. */
  PerturbedEvaluation(TrialStarted trial) {
    images = trial.data().test();
    inference = TrainingSteps.inference(trial.network(), trial.stepKind());
    gradients = new InputGradient(trial.network(), trial.config());
    int chunks = Evaluation.chunks(images);
    for (Perturbation perturbation : Perturbation.values()) {
      Map<Double, double[][]> byStrength = new LinkedHashMap<>();
      byStrength.put(0.0, new double[chunks][]);
      perturbation.strengths().forEach(strength -> byStrength.put(strength, new double[chunks][]));
      answers.put(perturbation, byStrength);
    }
  }

  /** A row for each perturbation and strength, 0 included. */
  List<RobustnessRow> rows() {
    // Chunks as in evaluations of epochs, so that images as they are give the same numbers.
    for (int chunk = 0; chunk < Evaluation.chunks(images); chunk++) {
      evaluate(chunk);
    }
    List<RobustnessRow> rows = new ArrayList<>();
    answers.forEach(
        (perturbation, byStrength) ->
            byStrength.forEach(
                (strength, chunks) -> rows.add(row(perturbation, strength, chunks))));
    return rows;
  }

  private RobustnessRow row(Perturbation perturbation, double strength, double[][] chunks) {
    Score score = Evaluation.score(images, chunks);
    return new RobustnessRow(
        perturbation.label(), strength, score.examples(), score.loss(), score.accuracy());
  }

  private void evaluate(int chunk) {
    int from = chunk * Evaluation.CHUNK;
    int n = Math.min(Evaluation.CHUNK, images.size() - from);
    double[][] clean = new double[n][];
    INDArray labels = Nd4j.zeros(inference.features(n).dataType(), n, IdxRecordReader.CLASSES);
    for (int i = 0; i < n; i++) {
      clean[i] = image(from + i);
      labels.putScalar(i, images.labels()[from + i], 1);
    }
    fill(clean);
    double[] gradient = gradients.of(inference.features(n), labels);
    int length = images.imageLength();
    double[] asTheyAre = probabilities(n);
    answers.forEach(
        (perturbation, byStrength) ->
            byStrength.forEach(
                (strength, chunks) -> {
                  if (strength == 0) {
                    chunks[chunk] = asTheyAre;
                    return;
                  }
                  double[][] changed = new double[n][];
                  for (int i = 0; i < n; i++) {
                    double[] own = Arrays.copyOfRange(gradient, i * length, (i + 1) * length);
                    changed[i] = perturbation.apply(clean[i], strength, from + i, own);
                  }
                  fill(changed);
                  chunks[chunk] = probabilities(n);
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
}
