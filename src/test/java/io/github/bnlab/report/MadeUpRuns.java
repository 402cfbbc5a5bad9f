package io.github.bnlab.report;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Random;

/** Writes run directories that look like trained ones, from a formula. */
final class MadeUpRuns {
  private final Path experiment;
  private String dataset = "fashion-mnist";
  private String title;
  private boolean standIn;
  private int epochs = 10;
  private int stepsPerEpoch = 60;

  MadeUpRuns(Path experiment) {
    this.experiment = experiment;
    this.title = experiment.getFileName().toString();
  }

  MadeUpRuns dataset(String name, boolean isStandIn) {
    dataset = name;
    standIn = isStandIn;
    return this;
  }

  MadeUpRuns title(String name) {
    title = name;
    return this;
  }

  MadeUpRuns length(int newEpochs, int newStepsPerEpoch) {
    epochs = newEpochs;
    stepsPerEpoch = newStepsPerEpoch;
    return this;
  }

  /** A trial that runs to its end. */
  Path finished(String implementation, long seed) {
    return write(implementation, seed, epochs * stepsPerEpoch, 0.1);
  }

  /** A trial at another learning rate. */
  Path finished(String implementation, long seed, double learningRate) {
    return write(implementation, seed, epochs * stepsPerEpoch, learningRate);
  }

  /** A trial whose loss becomes NaN at a step. */
  Path diverged(String implementation, long seed, int step) {
    return write(implementation, seed, step, 0.1);
  }

  private Path write(String implementation, long seed, int steps, double learningRate) {
    String name =
        implementation + (learningRate == 0.1 ? "" : "-lr" + learningRate) + "-seed" + seed;
    Path folder = experiment.resolve(name);
    Random random = new Random(seed * 31 + implementation.hashCode());
    boolean normalized = !implementation.equals("none");
    boolean diverged = steps < epochs * stepsPerEpoch;
    try {
      Files.createDirectories(folder);
      Files.writeString(
          folder.resolve("trial.yaml"), yaml(name, implementation, seed, learningRate));
      double speed = (normalized ? 2.5 : 1) * (1 + 0.1 * random.nextGaussian());
      writeCurves(folder, random, steps, diverged, speed);
      if (normalized) {
        writeBatchNorm(folder, random, steps / stepsPerEpoch);
      }
      if (!diverged) {
        writeProbes(folder, random, normalized);
      }
      Files.writeString(folder.resolve("status.json"), status(steps, diverged));
      Files.writeString(
          folder.resolve("provenance.json"),
          "{\"code_revision\":\"0123abc\",\"java\":\"17.0.15\",\"backend\":\"CPU\",\"threads\":1,"
              + "\"libraries\":{\"deeplearning4j\":\"1.0.0-M2.1\"}}\n");
      return folder;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private String yaml(String name, String implementation, long seed, double learningRate) {
    return "name: '"
        + title
        + "'\nlabel: "
        + name
        + "\nnetwork: LeNet\ndataset: fashion-mnist\nbatchNorm:\n  implementation: "
        + implementation
        + "\n  convention: d2l\n  where: [conv1, conv2, dense1, dense2]\ntraining:\n  seed: "
        + seed
        + "\n  learningRate: "
        + learningRate
        + "\n  batchSize: 128\n  epochs: "
        + epochs
        + "\n";
  }

  private String status(int steps, boolean diverged) {
    return "{\"format\":1,\"status\":\""
        + (diverged ? "diverged" : "finished")
        + "\",\"step\":"
        + steps
        + ",\"epoch\":"
        + steps / stepsPerEpoch
        + ",\"reason\":\""
        + (diverged ? "The loss became NaN at step " + steps + "." : "")
        + "\",\"dataset\":\""
        + dataset
        + "\",\"stand_in\":"
        + standIn
        + ",\"step_kind\":\"planned\"}\n";
  }

  private void writeCurves(Path folder, Random random, int steps, boolean diverged, double speed)
      throws IOException {
    StringBuilder iterations = new StringBuilder("step,epoch,training_loss\n");
    StringBuilder rows =
        new StringBuilder(
            "epoch,step,training_loss,validation_loss,validation_accuracy,test_loss,test_accuracy\n"
                + "0,0,,,,2.31,0.1\n");
    StringBuilder timing =
        new StringBuilder(
            "epoch,training_seconds,evaluation_seconds,training_samples_per_second\n");
    double sum = 0;
    double total = epochs * (double) stepsPerEpoch;
    for (int step = 1; step <= steps; step++) {
      double t = step / total;
      double loss =
          (0.3 + 2.0 * Math.exp(-8 * speed * t) - 0.1 * t) * Math.exp(0.12 * random.nextGaussian());
      boolean last = diverged && step == steps;
      int epoch = (step - 1) / stepsPerEpoch + 1;
      iterations.append(step).append(',').append(epoch).append(',');
      iterations.append(last ? "NaN" : String.valueOf((float) loss)).append('\n');
      sum += loss;
      if (step % stepsPerEpoch == 0) {
        double accuracy = 0.9 - 0.8 * Math.exp(-8 * speed * t) + 0.004 * random.nextGaussian();
        double testLoss = 0.33 + 2 * Math.exp(-8 * speed * t) + 0.01 * random.nextGaussian();
        rows.append(epoch).append(',').append(step).append(',').append(sum / stepsPerEpoch);
        rows.append(",,,").append(testLoss).append(',').append(accuracy).append('\n');
        timing.append(epoch).append(",2.5,0.5,").append(10000 / speed).append('\n');
        sum = 0;
      }
    }
    Files.writeString(folder.resolve("iterations.csv"), iterations);
    Files.writeString(folder.resolve("epochs.csv"), rows);
    Files.writeString(folder.resolve("timing.csv"), timing);
  }

  private void writeBatchNorm(Path folder, Random random, int lastEpoch) throws IOException {
    StringBuilder rows =
        new StringBuilder("epoch,layer,feature,gamma,beta,running_mean,running_variance\n");
    int[] sizes = {6, 16, 120, 84};
    String[] layers = {"conv1", "conv2", "dense1", "dense2"};
    double[][][] values = new double[4][120][4];
    for (int epoch = 0; epoch <= lastEpoch; epoch++) {
      for (int layer = 0; layer < layers.length; layer++) {
        for (int feature = 0; feature < sizes[layer]; feature++) {
          double[] v = values[layer][feature];
          double scale = 0.3 / (1 + epoch);
          v[0] += epoch == 0 ? 1 : scale * random.nextGaussian() + 0.03;
          v[1] += epoch == 0 ? 0 : scale * random.nextGaussian();
          v[2] += epoch == 0 ? 0 : 0.5 * scale * random.nextGaussian();
          v[3] += epoch == 0 ? 1 : scale * Math.abs(random.nextGaussian());
          rows.append(epoch).append(',').append(layers[layer]).append(',').append(feature);
          for (double value : v) {
            rows.append(',').append((float) value);
          }
          rows.append('\n');
        }
      }
    }
    Files.writeString(folder.resolve("batchnorm.csv"), rows);
  }

  private void writeProbes(Path folder, Random random, boolean normalized) throws IOException {
    StringBuilder percentiles = new StringBuilder("epoch,step,layer,unit,p15,p50,p85\n");
    StringBuilder histograms = new StringBuilder("epoch,layer,low,high,count,unit\n");
    for (int epoch = 0; epoch <= epochs; epoch++) {
      double drift = normalized ? 0.02 * random.nextGaussian() : 0.25 * epoch;
      double width = normalized ? 1 + 0.02 * epoch : 0.4 + 0.25 * epoch;
      for (String unit : new String[] {"all", "0"}) {
        percentiles.append(epoch).append(',').append(epoch * stepsPerEpoch).append(",conv1,");
        percentiles.append(unit).append(',').append(drift - width).append(',').append(drift);
        percentiles.append(',').append(drift + width).append('\n');
      }
      for (int bin = 0; bin < 2 * 48; bin++) {
        String unit = bin < 48 ? "all" : "0";
        double low = drift - 4 * width + bin % 48 * width / 6;
        double z = (low + width / 12 - drift) / width;
        histograms.append(epoch).append(",conv1,").append(low).append(',').append(low + width / 6);
        histograms.append(',').append(Math.round(4000 * Math.exp(-z * z / 2)));
        histograms.append(',').append(unit).append('\n');
      }
    }
    Files.writeString(folder.resolve("activations.csv"), percentiles);
    Files.writeString(folder.resolve("histograms.csv"), histograms);
    writeClasses(folder, random);
  }

  private void writeClasses(Path folder, Random random) throws IOException {
    StringBuilder confusion = new StringBuilder("label,predicted,count\n");
    StringBuilder mistakes =
        new StringBuilder("index,label,predicted,probability,label_probability,pixels\n");
    for (int label = 0; label < 10; label++) {
      for (int predicted = 0; predicted < 10; predicted++) {
        int count = label == predicted ? 850 + random.nextInt(100) : random.nextInt(30);
        confusion
            .append(label)
            .append(',')
            .append(predicted)
            .append(',')
            .append(count)
            .append('\n');
      }
    }
    for (int i = 0; i < 25; i++) {
      byte[] pixels = new byte[784];
      double cx = 10 + random.nextInt(8);
      double cy = 10 + random.nextInt(8);
      double r = 4 + random.nextInt(6);
      for (int p = 0; p < 784; p++) {
        double d = Math.hypot(p % 28 - cx, p / 28 - cy) - r;
        pixels[p] = (byte) Math.round(255 * Math.exp(-d * d / 4));
      }
      mistakes.append(random.nextInt(10000)).append(',').append(i % 10).append(',');
      mistakes.append((i + 3) % 10).append(',').append(0.999 - 0.002 * i).append(',');
      mistakes.append(1e-5 * (i + 1)).append(',');
      mistakes.append(Base64.getEncoder().encodeToString(pixels)).append('\n');
    }
    Files.writeString(folder.resolve("confusion.csv"), confusion);
    Files.writeString(folder.resolve("mistakes.csv"), mistakes);
  }

  /** Three seeds without and with batch norm. */
  static Path experiment(Path folder) {
    return new MadeUpRuns(folder).withAndWithout();
  }

  /** Three seeds without and with batch norm. */
  Path withAndWithout() {
    for (long seed = 1; seed <= 3; seed++) {
      finished("none", seed);
      finished("custom", seed);
    }
    return experiment;
  }
}
