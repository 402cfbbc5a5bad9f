package io.github.bnlab.engine.kernels.float32;

import io.github.bnlab.engine.kernels.Batch;
import io.github.bnlab.engine.kernels.Network;
import io.github.bnlab.engine.kernels.Workers;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A network of {@code float} values, with the passes for each size of batch that occurs. */
public final class LayeredNetwork implements Network {
  private final Description description;
  private final Workers workers;
  private final Parameters parameters;
  private final Update update;
  private final Map<Key, Passes> passes = new HashMap<>();
  private int iteration;

  /** What passes are made for. */
  private record Key(int size, Passes.Purpose purpose, List<Integer> layers) {}

  /** A network whose parameters are 0 until they are loaded. */
  public LayeredNetwork(Description description, Workers workers) {
    this.description = description;
    this.workers = workers;
    parameters = new Parameters(description.parameters(), description.state());
    update = new Update(parameters, description.updates());
  }

  @Override
  public void load(double[] newParameters, double[] newState) {
    copy(newParameters, parameters.values);
    copy(newState, parameters.state);
  }

  private static void copy(double[] from, float[] to) {
    if (from.length != to.length) {
      throw new IllegalArgumentException(from.length + " numbers for " + to.length);
    }
    for (int i = 0; i < to.length; i++) {
      to[i] = (float) from[i];
    }
  }

  private static double[] copy(float[] from) {
    double[] to = new double[from.length];
    for (int i = 0; i < to.length; i++) {
      to[i] = from[i];
    }
    return to;
  }

  @Override
  public double[] parameters() {
    return copy(parameters.values);
  }

  @Override
  public double[] state() {
    return copy(parameters.state);
  }

  @Override
  public double[] gradient() {
    return copy(parameters.gradient);
  }

  private Passes passes(Batch batch, Passes.Purpose purpose, List<Integer> layers) {
    if (batch.length() != description.inputs()) {
      throw new IllegalArgumentException(
          "examples of %d values for a network that takes %d"
              .formatted(batch.length(), description.inputs()));
    }
    return passes.computeIfAbsent(
        new Key(batch.size(), purpose, layers),
        key ->
            new Passes(
                description,
                parameters,
                update,
                key.size(),
                purpose,
                layers,
                workers.threads(),
                () -> iteration));
  }

  @Override
  public double step(Batch batch, int ofIteration, int epoch) {
    update.prepare(ofIteration, epoch);
    return train(batch, ofIteration, Passes.Purpose.STEP).meanLoss();
  }

  @Override
  public double computeGradient(Batch batch, int ofIteration) {
    return train(batch, ofIteration, Passes.Purpose.GRADIENT).meanLoss();
  }

  @Override
  public double[] inputGradient(Batch batch, int ofIteration) {
    return train(batch, ofIteration, Passes.Purpose.INPUT_GRADIENT).inputGradient();
  }

  private Passes train(Batch batch, int ofIteration, Passes.Purpose purpose) {
    iteration = ofIteration;
    Passes all = passes(batch, purpose, List.of());
    all.run(batch, workers);
    return all;
  }

  @Override
  public double[] probabilities(Batch batch, Mode mode) {
    Passes.Purpose purpose =
        mode == Mode.INFERENCE ? Passes.Purpose.INFERENCE : Passes.Purpose.BATCH_INFERENCE;
    Passes forward = passes(batch, purpose, List.of());
    forward.run(batch, workers);
    return forward.probabilities();
  }

  @Override
  public List<double[]> inputs(Batch batch, List<Integer> layers, Mode mode) {
    Passes.Purpose purpose =
        switch (mode) {
          case INFERENCE -> Passes.Purpose.INFERENCE_INPUTS;
          case BATCH_STATISTICS -> Passes.Purpose.BATCH_INPUTS;
          case TRAINING -> Passes.Purpose.TRAINING_INPUTS;
        };
    Passes forward = passes(batch, purpose, layers);
    forward.run(batch, workers);
    return forward.captured();
  }
}
