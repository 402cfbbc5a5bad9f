package io.github.bnlab.cli;

import io.github.bnlab.backend.Backends;
import io.github.bnlab.config.BatchNormConvention;
import io.github.bnlab.config.BatchNormConventions;
import io.github.bnlab.config.BatchNormImplementation;
import io.github.bnlab.config.ConfigException;
import io.github.bnlab.config.Require;
import io.github.bnlab.experiment.layer.ConventionDifference;
import io.github.bnlab.experiment.layer.LayerInput;
import io.github.bnlab.experiment.layer.LayerTrace;
import io.github.bnlab.report.figures.Figures;
import io.github.bnlab.report.plots.LayerPlot;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

@Command(
    name = "layer",
    description =
        "Send batches through one normalization layer and print what it computes, in double"
            + " precision: statistics of each batch, outputs, running statistics before, during and"
            + " after training, and the formulas with the numbers of one value.",
    footer = {
      "",
      "Examples:",
      "  bnlab layer",
      "  bnlab layer --convention torch --shape 16x6x12x12 --backward",
      "  bnlab layer --implementation layer-norm --shape 4x100 --mean 10 --scale 0.1",
      "  bnlab layer --convention article --input batches.npz --backward",
      "  bnlab layer --convention article --shape 1000x5 --figure layer.svg",
      "  bnlab layer --compare"
    })
final class LayerCommand extends PrintingCommand implements Runnable {
  private static final int MOST_BATCHES = 100;

  /** Of all batches together, so that they fit in memory several times. */
  private static final long MOST_VALUES = 4L << 20;

  /** Sizes of batches at which conventions are compared. */
  private static final long[] SIZES = {2, 10, 128};

  @Option(
      names = "--convention",
      paramLabel = "notebook|article|d2l|torch",
      description = "Epsilon, variances and initial gamma (default: d2l).")
  private BatchNormConvention convention;

  @Option(
      names = "--implementation",
      paramLabel = "custom|built-in|layer-norm",
      description =
          "The layer: written from the formulas, DL4J's own, or layer normalization (default:"
              + " custom).")
  private BatchNormImplementation implementation;

  @Option(
      names = "--shape",
      paramLabel = "NxC|NxCxHxW",
      converter = ShapeConverter.class,
      description = "Shape of a batch (default: 10x5).")
  private Shape shape;

  @Option(
      names = "--batches",
      paramLabel = "K",
      description = "Number of training batches (default: 2, or all of the file).")
  private Integer batches;

  @Option(
      names = "--seed",
      paramLabel = "S",
      defaultValue = "1",
      description = "Seed of the batches and of a drawn gamma (default: ${DEFAULT-VALUE}).")
  private long seed;

  @Option(
      names = "--mean",
      paramLabel = "A",
      description = "Mean of the normal distribution that batches are drawn from (default: 5).")
  private Double mean;

  @Option(names = "--scale", paramLabel = "B", description = "Its standard deviation (default: 2).")
  private Double scale;

  @Option(
      names = "--input",
      paramLabel = "FILE.npz",
      description =
          "Read the batches x0, x1, ... from a NumPy file and, if it contains them, gamma, beta, the"
              + " gradients of the outputs dy0, dy1, ... and the batch for inference x_infer.")
  private Path input;

  @Option(
      names = "--backward",
      description =
          "Also print gradients, for a standard normal gradient of the output or that of the file.")
  private boolean backward;

  @Option(
      names = "--compare",
      description =
          "Compare all conventions, at N = 2, 10 and 128 examples a batch or on the file's"
              + " batches.")
  private boolean compare;

  @Option(
      names = "--figure",
      paramLabel = "FILE.svg",
      description =
          "Also draw the distributions of input, normalized input and output, and a sigmoid with"
              + " its nearly linear part.")
  private Path figure;

  /** Of a batch; picocli would take an array for several values. */
  private record Shape(long[] extents) {}

  /** Reads 10x5 or 16x6x12x12. */
  static final class ShapeConverter implements ITypeConverter<Shape> {
    @Override
    public Shape convert(String given) {
      if (given.matches("[0-9]{1,9}(x[0-9]{1,9})+")) {
        long[] shape = Arrays.stream(given.split("x")).mapToLong(Long::parseLong).toArray();
        if (LayerInput.isShape(shape)) {
          return new Shape(shape);
        }
      }
      throw new TypeConversionException(
          "'%s' is no shape; expected NxC or NxCxHxW, such as 10x5, with 1 to %d values"
              .formatted(given, LayerInput.MOST_VALUES));
    }
  }

  @Override
  public void run() {
    check();
    long[] extents = shape == null ? new long[] {10, 5} : shape.extents();
    if (compare) {
      List<LayerInput> inputs = input == null ? drawn(extents) : List.of(input(extents));
      Backends.load(Backends.onClassPath());
      new LayerText(terminal).compare(inputs.stream().map(ConventionDifference::of).toList());
      return;
    }
    LayerInput given = input(extents);
    if (backward && given.dy().isEmpty()) {
      throw new ConfigException(
          input + " holds no array dy0; --backward needs a gradient dy0, dy1, ... for each batch");
    }
    Backends.load(Backends.onClassPath());
    LayerTrace trace =
        LayerTrace.of(
            given,
            implementation == null ? BatchNormImplementation.CUSTOM : implementation,
            convention == null ? BatchNormConventions.D2L : convention,
            seed);
    new LayerText(terminal).print(trace, backward);
    if (figure != null) {
      double[] x = given.x().stream().flatMapToDouble(Arrays::stream).toArray();
      String layer = LayerText.name(trace);
      Figures.write(LayerPlot.of(layer, x, trace.unscaled().outputs(), trace.outputs()), figure);
      terminal.line("%nFigure: %s", figure);
    }
  }

  private void check() {
    if (input != null && (mean != null || scale != null || shape != null)) {
      throw new ConfigException(
          "--input brings its own batches; leave out --mean, --scale and --shape");
    }
    if (compare && (convention != null || implementation != null || backward || figure != null)) {
      throw new ConfigException(
          "--compare takes the custom layer in every convention; leave out --convention,"
              + " --implementation, --backward and --figure");
    }
    Require.that(
        figure == null || figure.toString().endsWith(".svg"),
        "--figure",
        figure,
        "be the name of an .svg file");
    Require.that(
        batches == null || batches >= 1 && batches <= MOST_BATCHES,
        "--batches",
        batches,
        "be from 1 to " + MOST_BATCHES);
    Require.that(mean == null || Double.isFinite(mean), "--mean", mean, "be a finite number");
    Require.that(
        scale == null || scale >= 0 && Double.isFinite(scale),
        "--scale",
        scale,
        "be a finite number, at least 0");
    OutputFile.requireWritable(figure);
  }

  private List<LayerInput> drawn(long[] extents) {
    List<LayerInput> inputs = new ArrayList<>();
    for (long size : SIZES) {
      long[] sized = extents.clone();
      sized[0] = size;
      inputs.add(input(sized));
    }
    return inputs;
  }

  private LayerInput input(long[] drawn) {
    if (input == null) {
      int count = batches == null ? 2 : batches;
      if (Arrays.stream(drawn).reduce(count, (a, b) -> a * b) > MOST_VALUES) {
        throw new ConfigException(
            "%d batches of %s are too many values; take fewer batches (--batches) or smaller ones (--shape), %d values at most"
                .formatted(count, LayerText.shape(drawn), MOST_VALUES));
      }
      return LayerInput.random(
          drawn, count, mean == null ? 5 : mean, scale == null ? 2 : scale, seed);
    }
    LayerInput read = LayerInput.read(input);
    int held = read.x().size();
    if (batches != null && batches > held) {
      throw new ConfigException(
          "--batches is " + batches + ", but " + input + " holds " + held + " batch(es)");
    }
    return batches == null ? read : read.first(batches);
  }
}
