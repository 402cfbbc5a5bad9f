package io.github.bnlab.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** Writes experiments like those of the exercises, with accuracies from formulas. */
final class MadeUpSweeps {
  private static final List<String> PLACES = List.of("conv1", "conv2", "dense1", "dense2");

  /** The gain of each place, so that reports can be checked. */
  static final double[] WORTH = {0.08, 0.04, 0.02, -0.01};

  /** By which gradients grow from layer to layer with batch normalization. */
  static final double GROWTH = 1.2;

  private MadeUpSweeps() {}

  /** Two networks at seven rates from three seeds; without normalization 3 and 10 diverge. */
  static Path learningRates(Path folder) {
    for (String implementation : List.of("none", "custom")) {
      for (double rate : new double[] {0.01, 0.03, 0.1, 0.3, 1, 3, 10}) {
        for (int seed = 1; seed <= 3; seed++) {
          MadeUpTrial trial =
              new MadeUpTrial(folder, implementation + "-" + rate + "-" + seed)
                  .with("batchNorm.implementation", implementation)
                  .with("training.learningRate", rate)
                  .seed(seed);
          if (implementation.equals("none") && rate > 2) {
            trial.diverged();
          } else {
            double accuracy = learningRateAccuracy(implementation, rate, seed);
            trial.finished(accuracy, accuracy + 0.01, accuracy + 0.02);
          }
        }
      }
    }
    return folder;
  }

  static double learningRateAccuracy(String implementation, double rate, int seed) {
    boolean isNone = implementation.equals("none");
    double best = isNone ? -0.8 : 0.2;
    return 0.9 - 0.07 * Math.pow(Math.log10(rate) - best, 2) + (isNone ? 0.003 : 0.004) * seed;
  }

  /** Two trials that record every tenth loss; the second one's is NaN at step 401. */
  static Path everyTenthLoss(Path folder) {
    for (String implementation : List.of("custom", "none")) {
      boolean diverges = implementation.equals("none");
      MadeUpTrial trial =
          new MadeUpTrial(folder, implementation).with("batchNorm.implementation", implementation);
      StringBuilder losses = new StringBuilder("step,epoch,training_loss\n");
      for (int step = 10; step <= (diverges ? 400 : 600); step += 10) {
        line(losses, "%d,1,%s", step, 2.3 / step);
      }
      losses.append(diverges ? "401,1,NaN\n" : "");
      (diverges ? trial.diverged() : trial.finished(0.8, null, null))
          .file("iterations.csv", losses.toString());
    }
    return folder;
  }

  /** All sixteen subsets of the places from two seeds. */
  static Path placement(Path folder) {
    for (int subset = 0; subset < 16; subset++) {
      StringBuilder where = new StringBuilder();
      double accuracy = 0.75;
      for (int place = 0; place < 4; place++) {
        if ((subset >> place & 1) == 1) {
          where.append(where.length() == 0 ? "" : ", ").append(PLACES.get(place));
          accuracy += WORTH[place];
        }
      }
      for (int seed = 1; seed <= 2; seed++) {
        new MadeUpTrial(folder, "subset" + subset + "-" + seed)
            .with("batchNorm.implementation", subset == 0 ? "none" : "custom")
            .with("batchNorm.where", "[" + where + "]")
            .seed(seed)
            .finished(accuracy + 0.001 * (2 * seed - 3), null, null);
      }
    }
    return folder;
  }

  /** Without and with batch norm from two seeds, with all measures. */
  static Path why(Path folder) {
    for (String implementation : List.of("none", "custom")) {
      for (int seed = 1; seed <= 2; seed++) {
        MadeUpTrial trial =
            new MadeUpTrial(folder, implementation + "-" + seed)
                .with("batchNorm.implementation", implementation)
                .seed(seed)
                .finished(0.85, null, 0.9);
        measures(trial, implementation.equals("none") ? 4 : 1, seed);
      }
    }
    return folder;
  }

  /**
   * DeepNets of two depths and two rates from two seeds, whose gradients grow by a factor a layer.
   */
  static Path depth(Path folder) {
    for (String implementation : List.of("none", "custom")) {
      for (int depth : new int[] {4, 20}) {
        for (double rate : new double[] {0.01, 0.1}) {
          for (int seed = 1; seed <= 2; seed++) {
            boolean custom = implementation.equals("custom");
            MadeUpTrial trial =
                new MadeUpTrial(folder, implementation + "-" + depth + "-" + rate + "-" + seed)
                    .with("network", "DeepNet")
                    .with("deepNet.depth", depth)
                    .with("batchNorm.implementation", implementation)
                    .with("batchNorm.where", "all")
                    .with("training.learningRate", rate)
                    .seed(seed)
                    .finished(custom ? 0.8 + rate : 0.8 - rate, null, null);
            trial.file("gradients.csv", gradients(depth, custom ? GROWTH : 1, rate));
          }
        }
      }
    }
    return folder;
  }

  /** At step 1 and at step 11, at which they grow by a tenth of the rate more. */
  static String gradients(int depth, double factor, double rate) {
    StringBuilder rows = new StringBuilder("epoch,step,layer,gradient_norm,parameter_norm\n");
    for (int step = 1; step <= 11; step += 10) {
      double growth = step == 1 ? factor : factor + rate / 10;
      for (int layer = 1; layer <= depth; layer++) {
        double norm = Math.pow(growth, depth - layer);
        line(rows, "1,%d,%s,%s,8", step, "dense" + layer, norm);
      }
      line(rows, "1,%d,output,0.5,8", step);
    }
    return rows.toString();
  }

  private static void measures(MadeUpTrial trial, double rough, int seed) {
    StringBuilder gradients = new StringBuilder("epoch,step,layer,gradient_norm,parameter_norm\n");
    StringBuilder shift =
        new StringBuilder(
            "epoch,step,layer,mean_drift,variance_drift,gradient_shift,gradient_cosine\n");
    StringBuilder landscape =
        new StringBuilder("epoch,step,distance,loss,gradient_difference,smoothness\n");
    for (int step = 1; step <= 1000; step += 20) {
      double decay = Math.exp(-step / 300.0) + 0.05;
      for (String layer : PLACES) {
        line(gradients, "1,%d,%s,%s,%s", step, layer, rough * decay * seed, 10 + decay);
        boolean first = layer.equals(PLACES.get(0));
        line(
            shift,
            "1,%d,%s,%s,%s,%s,%s",
            step,
            layer,
            0.1 * rough * decay,
            0.05 * decay * seed,
            first ? 0 : rough * decay,
            first ? 1 : 1 - 0.1 * rough * decay);
      }
      for (double distance : new double[] {0, 0.1, 0.2, 0.4}) {
        double loss = 2 * decay * (1 + rough * distance * distance) + 0.1 * seed;
        String smoothness = distance == 0 ? "" : String.valueOf(rough * (1 + distance));
        line(landscape, "1,%d,%s,%s,%s,%s", step, distance, loss, rough * distance, smoothness);
      }
    }
    StringBuilder robustness = new StringBuilder("perturbation,strength,examples,loss,accuracy\n");
    for (String kind : List.of("gaussian-noise", "contrast", "shift", "fgsm")) {
      for (double strength : new double[] {0, 0.1, 0.2, 0.3}) {
        double accuracy = robust(rough, seed, strength);
        line(robustness, "%s,%s,500,%s,%s", kind, strength, 0.5 + strength, accuracy);
      }
    }
    trial
        .file("gradients.csv", gradients.toString())
        .file("shift.csv", shift.toString())
        .file("landscape.csv", landscape.toString())
        .file("robustness.csv", robustness.toString());
  }

  static double robust(double rough, int seed, double strength) {
    return 0.9 - 0.5 * rough * strength * strength - 0.01 * seed;
  }

  private static void line(StringBuilder text, String format, Object... values) {
    text.append(String.format(Locale.ROOT, format, values)).append('\n');
  }

  /** What searches leave in the folder of an experiment. */
  static Path searches(Path folder) throws IOException {
    Files.createDirectories(folder);
    Files.writeString(
        folder.resolve("limits.json"),
        """
        {"setting":"training.learningRate","low":0.1,"high":1000.0,"tolerance":1.25,
         "fails_when":["its loss is NaN or infinite"],
         "variants":[
          {"variant":"batchNorm.implementation=none","seeds":3,"all_trained_at":0.8,
           "all_failed_at":1.25,"limit":1.0,"ratio_to_first":1.0},
          {"variant":"batchNorm.implementation=custom","seeds":3,"all_trained_at":16.0,
           "all_failed_at":25.0,"limit":20.0,"ratio_to_first":20.0}]}
        """);
    StringBuilder range = new StringBuilder("trial,step,learning_rate,loss,smoothed_loss\n");
    for (String trial : List.of("none_seed-1", "none_seed-2", "custom_seed-1", "custom_seed-2")) {
      double limit = trial.startsWith("none") ? 0 : 1.3;
      for (int step = 0; step < 100; step++) {
        double exponent = -4 + 0.06 * step;
        double loss = 2.3 - 0.4 * Math.max(0, exponent + 2.5) + 4 * Math.max(0, exponent - limit);
        String rate = String.valueOf(Math.pow(10, exponent));
        line(range, "%s,%d,%s,%s,%s", trial, step + 1, rate, loss, loss + 0.01 * trial.length());
      }
    }
    Files.writeString(folder.resolve("range.csv"), range.toString());
    return folder;
  }
}
