// java --add-modules jdk.incubator.vector \
//     -cp "$(cat target/cpu/classpath):target/batchnorm-lab.jar" examples/RunExperiment.java results
import io.github.bnlab.config.ExperimentReader;
import io.github.bnlab.dataset.DataLocations;
import io.github.bnlab.dataset.DataStore;
import io.github.bnlab.dataset.DatasetLoader;
import io.github.bnlab.experiment.Experiments;
import io.github.bnlab.experiment.RunOptions;
import io.github.bnlab.experiment.RunOptions.Earlier;
import io.github.bnlab.experiment.StopSignal;
import io.github.bnlab.experiment.TrialListener;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Runs an experiment with two learning rates and prints the accuracy of each trial. */
public class RunExperiment {
  public static void main(String[] arguments) {
    var experiment = ExperimentReader.read(Path.of("configs/quickstart.yaml"),
        List.of("name=from-java", "dataset=synthetic-digits", "dataset.trainingExamples=2000",
            "dataset.testExamples=500", "training.learningRate=0.05,0.1"));
    var loader = new DatasetLoader(new DataStore(DataLocations.ofUser(Optional.empty())));
    var options =
        new RunOptions(
            Path.of(arguments[0]), loader::load, Earlier.GO_ON, new StopSignal(), 2);
    for (var trial : Experiments.run(experiment, options, new TrialListener() {})) {
      System.out.printf("%s %.3f%n", trial.trial().trial(), trial.last().testAccuracy());
    }
  }
}
