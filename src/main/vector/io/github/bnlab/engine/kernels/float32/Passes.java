package io.github.bnlab.engine.kernels.float32;

import io.github.bnlab.engine.kernels.Batch;
import io.github.bnlab.engine.kernels.LayerKind;
import io.github.bnlab.engine.kernels.Network;
import io.github.bnlab.engine.kernels.Plan;
import io.github.bnlab.engine.kernels.Split;
import io.github.bnlab.engine.kernels.Workers;
import java.util.ArrayList;
import java.util.List;

/** The passes over a network for batches of one size and one purpose. */
final class Passes {
  private final Context context;
  private final Key key;
  private final List<Layer> layers = new ArrayList<>();
  private final List<double[]> captured = new ArrayList<>();
  private final Plan plan = new Plan();
  private Tensor input;
  private Tensor at;
  private Gather gather;
  private SoftmaxCrossEntropy loss;
  private Tensor inputGradient;
  private Batch batch;

  /** What passes are for. */
  enum Purpose {
    /** Forward, as far as the inputs of layers are wanted. */
    INPUTS,
    /** Forward and backward. */
    GRADIENT,
    /** Forward and backward, down to the input. */
    INPUT_GRADIENT,
    /** Forward, backward and update. */
    STEP
  }

  /**
   * What passes are made for.
   *
   * @param examples of a batch
   * @param mode {@code TRAINING} where there is a backward pass
   * @param inputs layers whose inputs are wanted, rising; one more than there are for the output
   */
  record Key(int examples, Purpose purpose, Network.Mode mode, List<Integer> inputs) {}

  /** Passes of a network: first the plan is written, then it runs for each batch. */
  Passes(Network.Description description, Context context, Update update, Key key) {
    this.context = context;
    this.key = key;
    input = Tensor.rows(context.arena, key.examples(), description.inputs());
    at = input;
    plan.then(Split.whole(), (part, thread) -> layers.forEach(Layer::prepare));
    plan.then(input.exampleBlocks(), (block, thread) -> gather.fill(batch, block, thread));
    int wanted = key.inputs().size();
    int last = wanted == 0 ? description.layers().size() : key.inputs().get(wanted - 1);
    for (int i = 0; i <= last; i++) {
      if (key.inputs().contains(i)) {
        capture();
      }
      if (i < last) {
        description.layers().get(i).forEach(this::add);
      }
    }
    boolean trains = key.purpose() != Purpose.INPUTS;
    boolean asRows = trains && layers.get(0) instanceof Dense;
    Gather.Rows rows = asRows ? ((Dense) layers.get(0)).rowsToGather() : null;
    gather = new Gather(input, rows, context.threads);
    if (trains) {
      backward();
    }
    if (key.purpose() == Purpose.STEP) {
      update.plan(plan);
    }
  }

  /** Keeps what is here now: a later layer may overwrite it. */
  private void capture() {
    Tensor here = layers.isEmpty() ? null : at; // a first layer of images changes the input
    plan.then(
        Split.whole(), (part, thread) -> captured.add((here == null ? input : here).toArray()));
  }

  private void add(LayerKind kind) {
    if (kind instanceof LayerKind.Images images && layers.isEmpty()) {
      input = images(images);
      at = input;
    } else if (key.mode() == Network.Mode.TRAINING || !(kind instanceof LayerKind.Dropout)) {
      Layer layer = layer(kind);
      layers.add(layer);
      layer.forward(plan);
      at = layer.out;
    }
  }

  private Tensor images(LayerKind.Images to) {
    return Tensor.images(context.arena, key.examples(), to.channels(), to.height(), to.width());
  }

  private Layer layer(LayerKind kind) {
    boolean training = key.mode() != Network.Mode.INFERENCE;
    Layer last = layers.isEmpty() ? null : layers.get(layers.size() - 1);
    // Of all layers but the last, an activation alone needs its output for the gradient.
    boolean inPlace = last != null && !(last instanceof ActivationLayer);
    if (kind instanceof LayerKind.Images images) {
      return new Reshape(at, images(images));
    } else if (kind instanceof LayerKind.Flatten) {
      return new Reshape(at, Tensor.rows(context.arena, key.examples(), at.size()));
    } else if (kind instanceof LayerKind.Dense dense) {
      return new Dense(at, dense, context);
    } else if (kind instanceof LayerKind.Convolution convolution) {
      return new Convolution(at, convolution, context);
    } else if (kind instanceof LayerKind.AveragePooling pooling) {
      return new AveragePooling(at, pooling);
    } else if (kind instanceof LayerKind.Activation activation) {
      return new ActivationLayer(at, activation, inPlace);
    } else if (kind instanceof LayerKind.Dropout dropout) {
      return new Dropout(at, dropout, context);
    } else if (kind instanceof LayerKind.BatchNormalization norm) {
      return new BatchNormalization(at, norm, training, context);
    } else if (kind instanceof LayerKind.Graph graph) {
      return new ChannelProgram(at, graph.of(at.shape(), training), inPlace, context);
    } else if (kind instanceof LayerKind.SoftmaxCrossEntropy output) {
      loss = new SoftmaxCrossEntropy(at, output.clip(), () -> batch);
      return loss;
    }
    throw new IllegalArgumentException("no kernel computes " + kind);
  }

  private void backward() {
    Tensor gradient = null; // the loss is the last layer
    for (int i = layers.size() - 1; i >= 0; i--) {
      boolean wanted = i > 0 || key.purpose() == Purpose.INPUT_GRADIENT;
      gradient = layers.get(i).backward(plan, gradient, wanted);
    }
    inputGradient = gradient;
    plan.then(Split.whole(), (part, thread) -> {});
    layers.forEach(layer -> layer.reduce(plan));
  }

  void run(Batch newBatch, Workers workers) {
    batch = newBatch;
    captured.clear();
    workers.run(plan);
  }

  double meanLoss() {
    return loss.meanLoss();
  }

  double[] inputGradient() {
    return inputGradient.toArray();
  }

  List<double[]> captured() {
    return List.copyOf(captured);
  }
}
