package io.github.bnlab.experiment.robustness;

import io.github.bnlab.config.KnownNames;
import io.github.bnlab.config.TrialConfig;
import io.github.bnlab.dataset.ImageSet;
import io.github.bnlab.engine.kernels.Batch;
import io.github.bnlab.network.FoldedNetwork;
import io.github.bnlab.recording.RunDirectory;
import io.github.bnlab.recording.files.RunTable;
import io.github.bnlab.rows.Rows.RobustnessRow;
import io.github.bnlab.training.Evaluation;
import io.github.bnlab.training.Examples;
import io.github.bnlab.training.Score;
import io.github.bnlab.training.TrainingObserver;
import io.github.bnlab.training.TrainingStep;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;

/**
 * Evaluates the network of a trial that neither diverged nor was interrupted on the test split, as
 * it is and perturbed in every way, and records it.
 */
public final class RobustnessObserver implements TrainingObserver {
  private final RunDirectory directory;
  private TrialStarted trial;

  /** A perturbation of some strength; the answers are probabilities: chunks, row by row. */
  private record Case(Perturbation perturbation, double strength, double[][] answers) {}

  /** Records into a directory. */
  public RobustnessObserver(RunDirectory directory) {
    this.directory = directory;
  }

  @Override
  public void trialStarted(TrialStarted event) {
    trial = event;
  }

  @Override
  public void trialEnded(TrialEnded event) {
    ImageSet images = trial.data().test();
    if (!event.outcome().isAsConfigured() || images.size() == 0) {
      return;
    }
    TrainingStep folded = folded(trial.network(), trial.config());
    List<Case> cases = cases(Evaluation.chunks(images));
    // Chunks as in evaluations of epochs, so that images as they are give the same numbers.
    for (int chunk = 0; chunk < Evaluation.chunks(images); chunk++) {
      evaluate(folded, cases, chunk);
    }
    directory.write(RunTable.ROBUSTNESS, cases.stream().map(tried -> row(images, tried)).toList());
  }

  /** Each perturbation with each of its strengths, 0 included. */
  private static List<Case> cases(int chunks) {
    List<Case> cases = new ArrayList<>();
    for (Perturbation perturbation : Perturbation.values()) {
      cases.add(new Case(perturbation, 0, new double[chunks][]));
      for (double strength : perturbation.strengths()) {
        cases.add(new Case(perturbation, strength, new double[chunks][]));
      }
    }
    return cases;
  }

  /** In inference mode, with normalization folded in; it gives gradients by images. */
  static TrainingStep folded(MultiLayerNetwork network, TrialConfig trial) {
    return TrainingStep.of(FoldedNetwork.of(network, trial), trial.training(), line -> {});
  }

  private static RobustnessRow row(ImageSet images, Case tried) {
    Score score = Evaluation.score(images, tried.answers);
    return new RobustnessRow(
        KnownNames.label(tried.perturbation),
        tried.strength,
        score.examples(),
        score.loss(),
        score.accuracy());
  }

  /** Answers for one chunk of the images. */
  private void evaluate(TrainingStep folded, List<Case> cases, int chunk) {
    ImageSet images = trial.data().test();
    int from = chunk * Evaluation.CHUNK;
    int n = Math.min(Evaluation.CHUNK, images.size() - from);
    double[][] clean = new double[n][];
    Arrays.setAll(clean, i -> image(images, from + i));
    byte[] labels = Arrays.copyOfRange(images.labels(), from, from + n);
    Batch asTheyAre = Examples.of(row(clean), labels);
    double[] gradient = folded.inputGradient(asTheyAre);
    double[] answer = trial.step().probabilities(asTheyAre);
    int length = ImageSet.PIXELS;
    for (Case tried : cases) {
      if (tried.strength == 0) {
        tried.answers[chunk] = answer;
        continue;
      }
      double[][] changed = new double[n][];
      for (int i = 0; i < n; i++) {
        double[] own = Arrays.copyOfRange(gradient, i * length, (i + 1) * length);
        changed[i] = tried.perturbation.apply(clean[i], tried.strength, from + i, own);
      }
      tried.answers[chunk] = trial.step().probabilities(Examples.of(row(changed), labels));
    }
  }

  private static double[] image(ImageSet images, int index) {
    double[] image = new double[ImageSet.PIXELS];
    Arrays.setAll(image, i -> (images.pixels()[index * image.length + i] & 0xff) / 255.0);
    return image;
  }

  /** One after the other. */
  private static double[] row(double[][] batch) {
    return Arrays.stream(batch).flatMapToDouble(Arrays::stream).toArray();
  }
}
