package io.github.bnlab.training;

import io.github.bnlab.config.TrainingConfig.StepKind;
import io.github.bnlab.engine.TrainingEngine;
import io.github.bnlab.engine.kernels.Batch;
import io.github.bnlab.engine.kernels.Network.Mode;
import java.util.List;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;

/** Training steps by the engine, on its own copy of the network's parameters and state. */
final class EngineStep implements TrainingStep {
  private final MultiLayerNetwork network;
  private final TrainingEngine engine;
  private boolean ahead;

  EngineStep(MultiLayerNetwork network, TrainingEngine engine) {
    this.network = network;
    this.engine = engine;
  }

  @Override
  public StepKind kind() {
    return StepKind.PLANNED;
  }

  @Override
  public MultiLayerNetwork network() {
    if (ahead) {
      engine.store();
      ahead = false;
    }
    return network;
  }

  @Override
  public void reload() {
    engine.load();
    ahead = false;
  }

  @Override
  public double take(Batch batch) {
    ahead = true;
    return engine.step(batch);
  }

  @Override
  public double[] probabilities(Batch batch, Mode mode) {
    return engine.probabilities(batch, mode);
  }

  @Override
  public List<double[]> inputs(Batch batch, List<Integer> layers, Mode mode) {
    return engine.inputs(batch, layers, mode);
  }

  @Override
  public double[] inputGradient(Batch batch) {
    return engine.inputGradient(batch);
  }
}
