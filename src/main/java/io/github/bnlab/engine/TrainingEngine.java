package io.github.bnlab.engine;

import io.github.bnlab.engine.kernels.Batch;
import io.github.bnlab.engine.kernels.Network;
import io.github.bnlab.engine.kernels.Workers;
import io.github.bnlab.network.FlatArrays;
import java.util.Arrays;
import java.util.List;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.api.buffer.DataType;

/**
 * Trains a DL4J network: what {@code network.fit} computes, many times faster, with the same bytes
 * on every machine, at any number of threads and on any JDK.
 *
 * <p>The engine works on a copy of the parameters, running statistics and state of the update rule.
 * {@link #load} takes them from the network, {@link #store} writes them back; the counts of
 * iterations and epochs are always the network's own.
 *
 * <p>Not for use by several threads at once.
 */
public final class TrainingEngine {
  /** The module of the JDK with the vectors of the processor. */
  public static final String VECTOR_MODULE = "jdk.incubator.vector";

  private final MultiLayerNetwork network;
  private final Network kernels;

  private TrainingEngine(MultiLayerNetwork network, Network kernels) {
    this.network = network;
    this.kernels = kernels;
    load();
  }

  /**
   * Compiles an initialized network for the fastest kernels that this Java has.
   *
   * @param threads that work together, at least 1
   * @throws UnsupportedLayerException if the engine does not support the network or this machine
   */
  public static TrainingEngine compile(MultiLayerNetwork network, int threads)
      throws UnsupportedLayerException {
    Network.Description description = NetworkCompiler.compile(network);
    boolean isDouble = network.params().dataType() == DataType.DOUBLE;
    return new TrainingEngine(network, kernels(isDouble, description, Workers.of(threads)));
  }

  private static Network kernels(
      boolean isDouble, Network.Description description, Workers workers) {
    // Each kind is compiled from one source, in a separate package, and gives the same bytes; only
    // the requested one is loaded, since without the module the classes of vectors cannot be.
    if (hasVectors()) {
      return isDouble
          ? new io.github.bnlab.engine.kernels.float64.LayeredNetwork(description, workers)
          : new io.github.bnlab.engine.kernels.float32.LayeredNetwork(description, workers);
    }
    return isDouble
        ? new io.github.bnlab.engine.kernels.loops64.LayeredNetwork(description, workers)
        : new io.github.bnlab.engine.kernels.loops32.LayeredNetwork(description, workers);
  }

  /** Whether the engine computes on this machine and backend, for any network that it supports. */
  public static boolean worksHere() {
    try {
      Supported.requireMachine();
      return true;
    } catch (UnsupportedLayerException e) {
      return false;
    }
  }

  /** Whether the engine computes with the vectors of the processor here; else by plain loops. */
  public static boolean hasVectors() {
    return ModuleLayer.boot().findModule(VECTOR_MODULE).isPresent();
  }

  /** Copies parameters and state from the network, after other code has changed them. */
  public void load() {
    kernels.load(
        FlatArrays.read(network.params()),
        FlatArrays.read(network.getUpdater().getStateViewArray()));
  }

  /**
   * Takes other parameters, in the order of {@code network.params()}; the network keeps its own.
   */
  public void load(double[] parameters) {
    kernels.load(parameters, kernels.state());
  }

  /** Writes parameters and state to the network. */
  public void store() {
    FlatArrays.write(kernels.parameters(), network.params());
    FlatArrays.write(kernels.state(), network.getUpdater().getStateViewArray());
  }

  /**
   * Trains on a batch and counts the iteration.
   *
   * @return the mean loss of the batch before the update, in nats, without penalties
   */
  public double step(Batch batch) {
    int iteration = network.getIterationCount();
    double loss = kernels.step(batch, iteration, network.getEpochCount());
    network.setIterationCount(iteration + 1);
    return loss;
  }

  /**
   * Computes the gradient of the mean loss of a batch and changes nothing.
   *
   * @return the mean loss, without penalties
   */
  public double computeGradient(Batch batch) {
    return kernels.computeGradient(batch, network.getIterationCount());
  }

  /**
   * The gradient of the last {@link #computeGradient}, without penalties, in the order of {@code
   * network.params()}; in the place of running statistics it has the steps that they would take.
   * After a {@link #step} it is the clipped one, with penalties.
   */
  public double[] gradient() {
    return kernels.gradient();
  }

  /** The gradient of the sum of the losses by the examples themselves, {@code [n, inputs]}. */
  public double[] inputGradient(Batch batch) {
    double[] ofMean = kernels.inputGradient(batch, network.getIterationCount());
    return Arrays.stream(ofMean).map(g -> g * batch.size()).toArray();
  }

  /** Probabilities of the classes, {@code [n, classes]}. */
  public double[] probabilities(Batch batch, Network.Mode mode) {
    return inputs(batch, List.of(network.getnLayers()), mode).get(0);
  }

  /**
   * The inputs of some layers.
   *
   * @param layers indices in the network, rising
   * @param mode what statistics normalization takes, and whether dropout drops
   * @return for each of them {@code [n, units]} or {@code [n, channels, height, width]}
   */
  public List<double[]> inputs(Batch batch, List<Integer> layers, Network.Mode mode) {
    return kernels.inputs(batch, layers, mode, network.getIterationCount());
  }
}
