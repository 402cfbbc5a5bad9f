package io.github.bnlab.training;

import io.github.bnlab.config.TrainingConfig.StepKind;
import io.github.bnlab.engine.kernels.Batch;
import io.github.bnlab.engine.kernels.Network.Mode;
import java.util.List;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;

/** A step for tests that ask for one of its answers only. */
public class StepStub implements TrainingStep {
  @Override
  public StepKind kind() {
    return StepKind.PLANNED;
  }

  @Override
  public MultiLayerNetwork network() {
    throw new UnsupportedOperationException();
  }

  @Override
  public void reload() {
    throw new UnsupportedOperationException();
  }

  @Override
  public double take(Batch batch) {
    throw new UnsupportedOperationException();
  }

  @Override
  public double[] probabilities(Batch batch, Mode mode) {
    throw new UnsupportedOperationException();
  }

  @Override
  public List<double[]> inputs(Batch batch, List<Integer> layers, Mode mode) {
    throw new UnsupportedOperationException();
  }

  @Override
  public double[] inputGradient(Batch batch) {
    throw new UnsupportedOperationException();
  }
}
