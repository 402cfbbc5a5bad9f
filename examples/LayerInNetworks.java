// java -cp "$(cat target/cpu/classpath):target/batchnorm-lab.jar" examples/LayerInNetworks.java
import io.github.bnlab.batchnorm.BatchNormLayer;
import io.github.bnlab.config.BatchNormConventions;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.*;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Sgd;

/** The layer in a MultiLayerNetwork and in a ComputationGraph: which of two numbers is larger? */
public class LayerInNetworks {
  public static void main(String[] arguments) {
    var start = new NeuralNetConfiguration.Builder().seed(1).updater(new Sgd(0.5));
    var hidden = new DenseLayer.Builder().nOut(8).activation(Activation.IDENTITY).build();
    var norm = new BatchNormLayer(BatchNormConventions.TORCH);
    var relu = new ActivationLayer(Activation.RELU);
    var output = new OutputLayer.Builder().nOut(2).activation(Activation.SOFTMAX).build();

    var network = new MultiLayerNetwork(start.list(hidden, norm, relu, output)
        .setInputType(InputType.feedForward(2)).build());
    network.init();
    var graph = new ComputationGraph(start.graphBuilder().addInputs("x")
        .addLayer("hidden", hidden, "x").addLayer("norm", norm, "hidden")
        .addLayer("relu", relu, "norm").addLayer("output", output, "relu")
        .setOutputs("output").setInputTypes(InputType.feedForward(2)).build());
    graph.init();
    INDArray x = Nd4j.rand(256, 2);
    INDArray first = x.getColumn(0).gt(x.getColumn(1)).castTo(x.dataType());
    INDArray labels = Nd4j.vstack(first, first.rsub(1)).transpose();
    for (int step = 0; step < 50; step++) {
      network.fit(x, labels);
      graph.fit(new INDArray[] {x}, new INDArray[] {labels});
    }
    System.out.printf("loss %.3f and %.3f%n", network.score(), graph.score());
  }
}
