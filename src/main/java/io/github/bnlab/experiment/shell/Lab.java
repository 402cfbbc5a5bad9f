package io.github.bnlab.experiment.shell;

import io.github.bnlab.config.ConfigException;
import io.github.bnlab.config.ExperimentReader;
import io.github.bnlab.config.TrialConfig.Fallback;
import io.github.bnlab.dataset.DataLocations;
import io.github.bnlab.dataset.DataStore;
import io.github.bnlab.dataset.DatasetLoader;
import io.github.bnlab.dataset.LoadedData;
import io.github.bnlab.report.figures.Figures;
import io.github.bnlab.report.plots.Axis;
import io.github.bnlab.report.plots.Axis.Format;
import io.github.bnlab.report.plots.Panel;
import io.github.bnlab.report.plots.Plot;
import io.github.bnlab.report.plots.Plot.Part;
import io.github.bnlab.report.summary.SeedBand;
import io.github.bnlab.report.summary.SeedBand.Series;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** The helpers of {@code bnlab shell}: load a data set, build a network, train it, draw curves. */
public final class Lab {
  private Lab() {}

  /**
   * A data set of the catalog, downloaded where it is not on this machine.
   *
   * @param name {@code mnist}, {@code fashion-mnist} or {@code synthetic-digits}
   */
  public static LoadedData data(String name) {
    return data(name, 0, 0);
  }

  /**
   * The first images of a data set.
   *
   * @param name as above
   * @param training how many images to train on; 0: all
   * @param test how many test images; 0: all
   */
  public static LoadedData data(String name, int training, int test) {
    List<String> settings =
        List.of(
            "dataset.name=" + name,
            "dataset.trainingExamples=" + training,
            "dataset.testExamples=" + test);
    DataStore store = new DataStore(DataLocations.ofUser(Optional.empty()));
    return new DatasetLoader(store)
        .load(ExperimentReader.trial("shell", settings).dataset(), Fallback.NONE);
  }

  /**
   * A network with its initial weights.
   *
   * @param name one that {@code bnlab list} shows, such as {@code SimpleNetBN}
   * @param settings {@code key=value} as for {@code bnlab run}, over the defaults
   */
  public static LabNetwork network(String name, String... settings) {
    List<String> all = new ArrayList<>(List.of("network=" + name));
    all.addAll(List.of(settings));
    return new LabNetwork(ExperimentReader.trial("shell", all));
  }

  /**
   * Trains a network for some steps more.
   *
   * @return training loss of each batch before its update, in nats; shorter where the loss is not a
   *     number any more
   */
  public static double[] train(LabNetwork network, LoadedData data, int steps) {
    return network.train(data, steps);
  }

  /**
   * A curve to draw.
   *
   * @param label in the legend
   * @param values one for each step
   */
  public record Curve(String label, double[] values) {}

  /** A curve for {@link #draw}. */
  public static Curve curve(String label, double[] values) {
    return new Curve(label, values);
  }

  /**
   * Draws curves over the steps.
   *
   * @param file SVG to write or replace
   * @param title of the figure and of its vertical axis
   * @return the file
   */
  public static Path draw(String file, String title, Curve... curves) {
    if (!file.endsWith(".svg") || curves.length == 0) {
      throw new ConfigException(
          "draw has %d curves for the file %s; expected at least one, and a name that ends in .svg"
              .formatted(curves.length, file));
    }
    List<Panel.Curve> drawn = new ArrayList<>();
    for (Curve curve : curves) {
      if (Arrays.stream(curve.values()).noneMatch(Double::isFinite)) {
        throw new ConfigException(
            "the curve %s has no finite values; expected at least one".formatted(curve.label()));
      }
      double[] steps = IntStream.rangeClosed(1, curve.values().length).asDoubleStream().toArray();
      SeedBand band = SeedBand.of(List.of(new Series(steps, curve.values())));
      drawn.add(new Panel.Curve(curve.label(), drawn.size(), band));
    }
    Axis x = new Axis("step", Format.WHOLE, false);
    Panel panel = new Panel.Curves("", x, new Axis(title, Format.PLAIN, false), drawn);
    Path svg = Path.of(file);
    String caption = "One value for each training step.";
    Figures.write(new Plot("shell", Part.CURVES, title, caption, List.of(panel)), svg);
    return svg;
  }
}
