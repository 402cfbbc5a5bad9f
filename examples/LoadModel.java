// ./bnlab run quickstart
// java -cp "$(cat target/cpu/classpath):target/batchnorm-lab.jar" examples/LoadModel.java \
//     results/quickstart/implementation-custom/model.zip
import io.github.bnlab.dataset.ImageSet;
import io.github.bnlab.dataset.SyntheticDigits;
import java.io.File;
import org.deeplearning4j.util.ModelSerializer;
import org.nd4j.linalg.factory.Nd4j;

/** Classifies digits with the network that a run saved. */
public class LoadModel {
  public static void main(String[] arguments) throws Exception {
    var network = ModelSerializer.restoreMultiLayerNetwork(new File(arguments[0]), false);
    var digits = SyntheticDigits.draw(7, 1_000_000, 10);
    double[][] pixels = new double[digits.size()][ImageSet.PIXELS];
    for (int i = 0; i < digits.size(); i++) {
      for (int p = 0; p < ImageSet.PIXELS; p++) {
        pixels[i][p] = (digits.pixels()[i * ImageSet.PIXELS + p] & 0xff) / 255.0;
      }
    }
    int[] answers = network.predict(Nd4j.create(pixels).castTo(network.params().dataType()));
    for (int i = 0; i < answers.length; i++) {
      System.out.println("a " + digits.labels()[i] + ", answered " + answers[i]);
    }
  }
}
