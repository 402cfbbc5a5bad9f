package io.github.bnlab.engine.kernels.float32;

import io.github.bnlab.engine.kernels.Batch;
import io.github.bnlab.engine.kernels.LayerKind;
import io.github.bnlab.engine.kernels.Network;
import io.github.bnlab.engine.kernels.Plan;
import io.github.bnlab.engine.kernels.Split;
import io.github.bnlab.engine.kernels.Workers;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntSupplier;

/** The passes over a network for batches of one size and one purpose. */
final class Passes {
  private final Context context;
  private final Purpose purpose;
  private final IntSupplier iteration;
  private final int examples;
  private final List<Layer> layers = new ArrayList<>();
  private final List<double[]> captured = new ArrayList<>();
  private final Plan plan = new Plan();
  private Tensor input;
  private Tensor at;
  private SoftmaxCrossEntropy loss;
  private Tensor inputGradient;
  private Batch batch;

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
    /** The same with the statistics of the batch. */
    BATCH_INFERENCE,
    /** Forward in inference, as far as the inputs of layers are wanted. */
    INFERENCE_INPUTS,
    /** The same with the statistics of the batch. */
    BATCH_INPUTS,
    /** The same as in training. */
    TRAINING_INPUTS;

    /** Whether normalization takes the statistics of the batch. */
    boolean training() {
      return this != INFERENCE && this != INFERENCE_INPUTS;
    }

    boolean drops() {
      return backward() || this == TRAINING_INPUTS;
    }

    boolean backward() {
      return this == STEP || this == GRADIENT || this == INPUT_GRADIENT;
    }

    boolean inputs() {
      return this == INFERENCE_INPUTS || this == BATCH_INPUTS || this == TRAINING_INPUTS;
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
    this.iteration = iteration;
    this.examples = examples;
    context = new Context(new Arena(), parameters, threads);
    input = Tensor.rows(context.arena(), examples, description.inputs());
    at = input;
    int count = description.layers().size();
    int last = purpose.inputs() ? wanted.get(wanted.size() - 1) : count;
    for (int i = 0; i < count && i <= last; i++) {
      if (wanted.contains(i)) {
        layers.add(new Capture(at, captured));
      }
      if (i < last) {
        description.layers().get(i).forEach(this::add);
      }
    }
    plan(update);
  }

  private void add(LayerKind kind) {
    if (kind instanceof LayerKind.Images images && layers.isEmpty()) {
      input = images(images);
      at = input;
    } else if (kind instanceof LayerKind.SoftmaxCrossEntropy output) {
      loss = new SoftmaxCrossEntropy(at, output.clip());
    } else if (purpose.drops() || !(kind instanceof LayerKind.Dropout)) {
      Layer layer = layer(kind);
      layers.add(layer);
      at = layer.out;
    }
  }

  private Tensor images(LayerKind.Images to) {
    return Tensor.images(context.arena(), examples, to.channels(), to.height(), to.width());
  }

  private Layer layer(LayerKind kind) {
    if (kind instanceof LayerKind.Images images) {
      return new Reshape(at, images(images));
    } else if (kind instanceof LayerKind.Flatten) {
      return new Reshape(at, Tensor.rows(context.arena(), examples, at.size()));
    } else if (kind instanceof LayerKind.Dense dense) {
      return new Dense(at, dense, context);
    } else if (kind instanceof LayerKind.Convolution convolution) {
      return new Convolution(at, convolution, context);
    } else if (kind instanceof LayerKind.AveragePooling pooling) {
      return new AveragePooling(at, pooling);
    } else if (kind instanceof LayerKind.Activation activation) {
      boolean inPlace = !layers.isEmpty() && !layers.get(layers.size() - 1).keepsOutput();
      return new ActivationLayer(at, activation, inPlace);
    } else if (kind instanceof LayerKind.Dropout dropout) {
      return new Dropout(at, dropout, iteration, context);
    } else if (kind instanceof LayerKind.BatchNormalization norm) {
      return new BatchNormalization(at, norm, context);
    } else if (kind instanceof LayerKind.Graph graph) {
      return new ChannelProgram(at, graph.of(at.shape(), purpose.training()), context);
    }
    throw new IllegalArgumentException("no kernel computes " + kind);
  }

  private void plan(Update update) {
    boolean training = purpose.training();
    boolean backward = purpose.backward();
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
      update.plan(plan);
    }
  }

  private void gather(Plan passes) {
    boolean asRows = purpose.backward() && layers.get(0) instanceof Dense;
    Gather.Rows rows = asRows ? ((Dense) layers.get(0)).rowsToGather() : null;
    Gather gather = new Gather(input, rows, context.threads());
    passes.then(input.exampleBlocks(), (block, thread) -> gather.fill(batch, block, thread));
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
