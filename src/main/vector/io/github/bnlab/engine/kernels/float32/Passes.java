package io.github.bnlab.engine.kernels.float32;

import io.github.bnlab.engine.kernels.Activation;
import io.github.bnlab.engine.kernels.Batch;
import io.github.bnlab.engine.kernels.ChannelGraph;
import io.github.bnlab.engine.kernels.DropoutMask;
import io.github.bnlab.engine.kernels.LayerSink;
import io.github.bnlab.engine.kernels.Network;
import io.github.bnlab.engine.kernels.Plan;
import io.github.bnlab.engine.kernels.Split;
import io.github.bnlab.engine.kernels.Workers;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.IntSupplier;

/** The passes over a network for batches of one size and one purpose. */
final class Passes implements LayerSink {
  private final Context context;
  private final Purpose purpose;
  private final List<Integer> wanted;
  private final IntSupplier iteration;
  private final int examples;
  private final List<Layer> layers = new ArrayList<>();
  private final List<double[]> captured = new ArrayList<>();
  private final Plan plan = new Plan();
  private Tensor input;
  private Gather.Rows rows;
  private Tensor at;
  private SoftmaxCrossEntropy loss;
  private Tensor inputGradient;
  private Batch batch;
  private int index;
  private boolean complete;

  /** What passes are for. */
  enum Purpose {
    /** Forward, backward and update. */
    STEP,
    /** Forward and backward. */
    GRADIENT,
    /** Forward and backward, down to the input. */
    INPUT_GRADIENT,
    /** Forward in inference. */
    INFERENCE,
    /** Forward in inference, as far as the inputs of layers are wanted. */
    INFERENCE_INPUTS,
    /** The same as in training. */
    TRAINING_INPUTS;

    boolean training() {
      return this != INFERENCE && this != INFERENCE_INPUTS;
    }

    boolean inputs() {
      return this == INFERENCE_INPUTS || this == TRAINING_INPUTS;
    }
  }

  /**
   * Passes of a network.
   *
   * @param examples of a batch
   * @param wanted layers whose inputs are wanted
   * @param iteration tells the iteration of the network
   */
  Passes(
      Network.Description description,
      Parameters parameters,
      Update update,
      int examples,
      Purpose purpose,
      List<Integer> wanted,
      int threads,
      IntSupplier iteration) {
    this.purpose = purpose;
    this.wanted = wanted;
    this.iteration = iteration;
    this.examples = examples;
    context = new Context(new Arena(), parameters, threads);
    input = Tensor.rows(context.arena(), examples, description.inputs());
    at = input;
    description.layers().describe(this, purpose.training());
    plan(description, update);
  }

  @Override
  public void layer(int newIndex) {
    index = newIndex;
    if (purpose.inputs() && wanted.contains(index)) {
      layers.add(new Capture(at, captured));
    }
    complete = purpose.inputs() && index >= wanted.get(wanted.size() - 1);
  }

  private void add(Layer layer) {
    if (!complete) {
      layers.add(layer);
      at = layer.out;
    }
  }

  @Override
  public void images(int channels, int height, int width) {
    if (layers.isEmpty()) {
      input = Tensor.images(context.arena(), examples, channels, height, width);
      at = input;
    } else {
      add(new Reshape(at, Tensor.images(context.arena(), examples, channels, height, width)));
    }
  }

  @Override
  public void flatten() {
    add(new Reshape(at, Tensor.rows(context.arena(), examples, at.size())));
  }

  @Override
  public void dense(int outputs, int weights, int bias) {
    add(new Dense(at, outputs, context, weights, bias));
  }

  @Override
  public void convolution(int filters, int[] kernel, int[] padding, int weights, int bias) {
    add(new Convolution(at, filters, kernel, padding, context, weights, bias));
  }

  @Override
  public void averagePooling(int height, int width) {
    add(new AveragePooling(at, height, width));
  }

  @Override
  public void activation(Activation kind) {
    Layer last = layers.isEmpty() ? null : layers.get(layers.size() - 1);
    boolean inPlace = last != null && !last.keepsOutput();
    add(new ActivationLayer(at, kind, inPlace));
  }

  @Override
  public void dropout(DropoutMask mask) {
    if (purpose.training()) {
      add(new Dropout(at, mask, iteration, context));
    }
  }

  @Override
  public void batchNorm(double epsilon, double decay, int parameters) {
    add(new BatchNormalization(at, epsilon, decay, context, parameters));
  }

  @Override
  public void graph(Function<long[], ChannelGraph> graph) {
    long[] shape =
        at.isFlat()
            ? new long[] {examples, at.channels}
            : new long[] {examples, at.channels, at.height, at.width};
    add(new ChannelProgram(at, graph.apply(shape), context));
  }

  @Override
  public void softmaxCrossEntropy(double clip) {
    if (!purpose.inputs()) {
      loss = new SoftmaxCrossEntropy(at, clip);
    }
  }

  private void plan(Network.Description description, Update update) {
    boolean training = purpose.training();
    boolean backward = training && !purpose.inputs();
    if (backward && layers.get(0) instanceof Dense first) {
      rows = first.rowsToGather();
    }
    Plan passes = new Plan();
    gather(passes);
    layers.forEach(layer -> layer.forward(passes, training));
    if (loss != null) {
      loss.forward(passes);
    }
    if (backward) {
      backward(passes);
    }
    // Only now is it known what has to be prepared.
    plan.then(Split.whole(), (part, thread) -> layers.forEach(layer -> layer.prepare(training)));
    plan.append(passes);
    if (purpose == Purpose.STEP) {
      update.plan(plan, description.clippings(), description.penalties());
    }
  }

  private void gather(Plan passes) {
    passes.then(input.exampleBlocks(), (block, thread) -> Gather.fill(batch, input, block, rows));
  }

  private void backward(Plan passes) {
    int first = 0;
    while (purpose != Purpose.INPUT_GRADIENT && !layers.get(first).hasParameters()) {
      first++;
    }
    Tensor gradient = loss.backward(passes, () -> batch);
    for (int i = layers.size() - 1; i >= first; i--) {
      boolean last = i == first && purpose != Purpose.INPUT_GRADIENT;
      gradient = layers.get(i).backward(passes, gradient, !last);
    }
    inputGradient = gradient;
    passes.then(Split.whole(), (part, thread) -> {});
    layers.forEach(layer -> layer.reduce(passes));
  }

  void run(Batch newBatch, Workers workers) {
    batch = newBatch;
    captured.clear();
    workers.run(plan);
  }

  double meanLoss() {
    return loss.meanLoss();
  }

  double[] probabilities() {
    return loss.probabilities();
  }

  double[] inputGradient() {
    return inputGradient.toArray();
  }

  List<double[]> captured() {
    return List.copyOf(captured);
  }

  /** Keeps the input of a layer, before a later layer may overwrite it. */
  private static final class Capture extends Layer {
    private final List<double[]> to;

    Capture(Tensor in, List<double[]> to) {
      super(in, in);
      this.to = to;
    }

    @Override
    void forward(Plan plan, boolean training) {
      plan.then(Split.whole(), (part, thread) -> to.add(in.toArray()));
    }

    @Override
    Tensor backward(Plan plan, Tensor gradient, boolean ofInput) {
      return gradient;
    }
  }
}
