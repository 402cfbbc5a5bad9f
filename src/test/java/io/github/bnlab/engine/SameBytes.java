package io.github.bnlab.engine;

import io.github.bnlab.config.BatchNormImplementation;
import io.github.bnlab.config.GroupStatistics;
import io.github.bnlab.config.NetworkKind;
import io.github.bnlab.config.TrialConfig.FloatType;
import io.github.bnlab.engine.kernels.Batch;
import io.github.bnlab.engine.kernels.Network.Mode;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;

/**
 * Trains a few networks and prints a digest of all that they compute; a main class for a separate
 * process.
 */
final class SameBytes {
  private SameBytes() {}

  /**
   * Prints a line per network.
   *
   * @param arguments threads, steps, examples of a batch, and kinds of network, all where there are
   *     none
   */
  public static void main(String[] arguments) throws Exception {
    int threads = Integer.parseInt(arguments[0]);
    int steps = Integer.parseInt(arguments[1]);
    int examples = Integer.parseInt(arguments[2]);
    List<NetworkKind> kinds =
        arguments.length == 3
            ? List.of(NetworkKind.values())
            : Arrays.stream(arguments).skip(3).map(NetworkKind::valueOf).toList();
    for (FloatType type : FloatType.values()) {
      for (BatchNormImplementation norm : BatchNormImplementation.values()) {
        for (NetworkKind kind : kinds) {
          TrialBuilder trial =
              new TrialBuilder(kind).type(type).norm(norm, "d2l").dropout(0.3, "dense1");
          String name = "digest " + kind + " " + norm + " " + type + " ";
          System.out.println(name + digest(trial.network(), threads, steps, examples, 1));
          if (norm == BatchNormImplementation.CUSTOM) {
            trial.groups(3, GroupStatistics.POOLED);
            System.out.println(name + digest(trial.network(), threads, steps, examples, 3));
          }
        }
      }
    }
  }

  /** Of batches of a multiple of the groups that they are normalized in. */
  private static String digest(
      MultiLayerNetwork network, int threads, int steps, int examples, int groups)
      throws Exception {
    TrainingEngine engine = TrainingEngine.compile(network, threads);
    MessageDigest sha = MessageDigest.getInstance("SHA-256");
    Batches batches = new Batches(784, Twins.CLASSES);
    for (int step = 0; step < steps; step++) {
      // A smaller last batch.
      add(sha, engine.step(batches.next(groups * (step % 3 == 2 ? 7 : examples))));
    }
    engine.store();
    add(sha, FlatArrays.read(network.params()));
    Batch batch = batches.next(groups * ((examples + 1) / 2));
    add(sha, engine.probabilities(batch));
    add(sha, engine.computeGradient(batch));
    add(sha, engine.gradient());
    add(sha, engine.inputGradient(batch));
    for (double[] inputs :
        engine.inputs(batch, List.of(1, network.getnLayers() - 1), Mode.TRAINING)) {
      add(sha, inputs);
    }
    return HexFormat.of().formatHex(sha.digest());
  }

  private static void add(MessageDigest sha, double... values) {
    for (double value : values) {
      sha.update(ByteBuffer.allocate(Double.BYTES).putDouble(0, value));
    }
  }
}
