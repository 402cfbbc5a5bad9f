package io.github.bnlab.engine.kernels.float32;

import io.github.bnlab.engine.kernels.Batch;
import io.github.bnlab.engine.kernels.Network;
import io.github.bnlab.engine.kernels.Workers;
import io.github.bnlab.engine.kernels.float32.Passes.Purpose;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A network of {@code float} values, with the passes for each size of batch that occurs. */
public final class LayeredNetwork implements Network {
  private static final int MOST_PASSES = 16;

  private final Description description;
  private final Workers workers;
  private final Context context;
  private final Update update;

  /** Those used last: passes of ever more sizes of batches would fill the memory. */
  private final Map<Passes.Key, Passes> passes =
      new LinkedHashMap<>(16, 1, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Passes.Key, Passes> eldest) {
          return size() > MOST_PASSES;
        }
      };

  /** A network whose parameters are 0 until they are loaded. */
  public LayeredNetwork(Description description, Workers workers) {
    this.description = description;
    this.workers = workers;
    context = new Context(description.parameters(), description.state(), workers.threads());
    update = new Update(context, description.updates());
  }

  @Override
  public void load(double[] parameters, double[] state) {
    copy(parameters, context.parameters);
    copy(state, context.state);
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
      to[i] = from[i] != from[i] ? Double.NaN : from[i]; // its sign is that of the processor
    }
    return to;
  }

  @Override
  public double[] parameters() {
    return copy(context.parameters);
  }

  @Override
  public double[] state() {
    return copy(context.state);
  }

  @Override
  public double[] gradient() {
    return copy(context.gradient);
  }

  @Override
  public double step(Batch batch, int iteration, int epoch) {
    update.prepare(iteration, epoch);
    return run(Purpose.STEP, Mode.TRAINING, List.of(), batch, iteration).meanLoss();
  }

  @Override
  public double computeGradient(Batch batch, int iteration) {
    return run(Purpose.GRADIENT, Mode.TRAINING, List.of(), batch, iteration).meanLoss();
  }

  @Override
  public double[] inputGradient(Batch batch, int iteration) {
    return run(Purpose.INPUT_GRADIENT, Mode.TRAINING, List.of(), batch, iteration).inputGradient();
  }

  @Override
  public List<double[]> inputs(Batch batch, List<Integer> layers, Mode mode, int iteration) {
    return run(Purpose.INPUTS, mode, layers, batch, iteration).captured();
  }

  private Passes run(Purpose purpose, Mode mode, List<Integer> layers, Batch batch, int iteration) {
    if (batch.length() != description.inputs()) {
      throw new IllegalArgumentException(
          "examples of %d values for a network that takes %d"
              .formatted(batch.length(), description.inputs()));
    }
    context.iteration = iteration;
    Passes all =
        passes.computeIfAbsent(
            new Passes.Key(batch.size(), purpose, mode, layers),
            key -> new Passes(description, context, update, key));
    all.run(batch, workers);
    return all;
  }
}
