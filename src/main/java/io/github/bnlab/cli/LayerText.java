package io.github.bnlab.cli;

import io.github.bnlab.config.BatchNormConvention;
import io.github.bnlab.config.BatchNormConvention.VarianceKind;
import io.github.bnlab.config.KnownNames;
import io.github.bnlab.experiment.layer.ConventionDifference;
import io.github.bnlab.experiment.layer.LayerTrace;
import io.github.bnlab.experiment.layer.LayerTrace.Gradients;
import io.github.bnlab.experiment.layer.LayerTrace.Moments;
import io.github.bnlab.experiment.layer.LayerTrace.Pass;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import org.apache.commons.math3.util.MathArrays;

/** What a layer computes, as tables and as formulas with their numbers. */
record LayerText(Terminal terminal) {
  /** More features, or examples, are counted only. */
  private static final int MOST_ROWS = 8;

  private static final double SMALL = 1e-3;
  private static final double LARGE = 1e5;

  /** Sums that are zero but for rounding are smaller, relative to their summands. */
  private static final double ROUNDING = 1e-12;

  void print(LayerTrace trace, boolean backward) {
    header(trace);
    terminal.line("%nBefore the first batch");
    rows(
        new TextTable().right("feature", "gamma", "beta"),
        trace.gamma().length,
        trace.start(),
        c -> new double[] {trace.gamma()[c], trace.beta()[c]});
    if (trace.byExample()) {
      terminal.line("  Layer normalization keeps no running statistics.");
    }
    for (int t = 0; t < trace.passes().size(); t++) {
      terminal.line("%nBatch %d, training", t + 1);
      training(trace, trace.passes().get(t));
      formulas(trace, t);
      if (backward) {
        gradients(trace, t);
      }
    }
    terminal.out().println();
    inference(trace);
  }

  /** The layer in words. */
  static String name(LayerTrace trace) {
    return "%s layer, convention %s, batches of %s"
        .formatted(
            KnownNames.label(trace.implementation()),
            trace.convention().name(),
            shape(trace.input().shape()));
  }

  private void header(LayerTrace trace) {
    BatchNormConvention convention = trace.convention();
    String n = "N = " + trace.values();
    terminal.line("%s, double precision%n", name(trace));
    terminal.line(
        "  y = gamma * (x - mean) / sqrt(variance + epsilon) + beta, epsilon = %s",
        epsilon(convention));
    if (trace.byExample()) {
      terminal.line("  mean and variance of each example: sum((x - mean)^2) / N, " + n);
      return;
    }
    terminal.line(
        "  running = decay * running + (1 - decay) * batch, decay = " + convention.decay());
    terminal.line(
        "  variance of a feature in the batch: sum((x - mean)^2) / "
            + (convention.normalizeBy() == VarianceKind.BIASED ? "N, " : "(N - 1), ")
            + n);
    if (convention.runningVariance() == VarianceKind.BIASED) {
      terminal.line("  running variance takes: sum((x - mean)^2) / N");
    } else if (trace.runningCount() == trace.values()) {
      terminal.line("  running variance takes: sum((x - mean)^2) / (N - 1)");
    } else {
      terminal.line("  running variance takes: sum((x - mean)^2) / N * M / (M - 1),");
      terminal.line("    M = " + trace.runningCount() + ", the examples of the batch");
    }
  }

  private void training(LayerTrace trace, Pass pass) {
    Moments y = pass.output().moments();
    rows(
        new TextTable().right(unit(trace), "mean", "variance", "y mean", "y std"),
        y.mean().length,
        pass.running(),
        c ->
            new double[] {
              pass.batch().mean()[c],
              trace.variance(pass, c),
              withoutRounding(y.mean()[c], std(y, c)),
              std(y, c)
            });
  }

  /** The first value of the batch, which belongs to feature 0 and example 0. */
  private void formulas(LayerTrace trace, int t) {
    Pass pass = trace.passes().get(t);
    String mean = number(pass.batch().mean()[0]);
    terminal.line("  The first value of %s 0:", unit(trace));
    terminal.line("    y = gamma * (x - mean) / sqrt(variance + epsilon) + beta");
    terminal.line(
        "      = %s * (%s - %s) / sqrt(%s + %s) + %s",
        number(trace.gamma()[0]),
        number(trace.input().x().get(t)[0]),
        factor(mean),
        number(trace.variance(pass, 0)),
        epsilon(trace.convention()),
        factor(number(trace.beta()[0])));
    terminal.line("      = " + number(pass.output().y()[0]));
    if (trace.byExample()) {
      return;
    }
    Moments old = t == 0 ? trace.start() : trace.passes().get(t - 1).running();
    running(trace, "mean    ", old.mean()[0], factor(mean), pass.running().mean()[0]);
    running(trace, "variance", old.variance()[0], taken(trace, pass), pass.running().variance()[0]);
  }

  private void running(LayerTrace trace, String what, double old, String taken, double result) {
    double decay = trace.convention().decay();
    String rest = String.format(Locale.ROOT, "%.4g", 1 - decay).replaceAll("0+$", "");
    terminal.line(
        "    running %s = %s * %s + %s * %s = %s",
        what, decay, factor(number(old)), rest, taken, number(result));
  }

  /** The variance that the running one takes: that of the table, or from the biased one. */
  private static String taken(LayerTrace trace, Pass pass) {
    VarianceKind kind = trace.convention().runningVariance();
    long n = trace.runningCount();
    if (kind == trace.convention().normalizeBy() && n == trace.values()) {
      return number(trace.variance(pass, 0));
    }
    String biased = number(pass.batch().variance()[0]);
    return kind == VarianceKind.BIASED ? biased : biased + " * " + n + " / " + (n - 1);
  }

  private void gradients(LayerTrace trace, int t) {
    Gradients gradients = trace.passes().get(t).gradients();
    double[] dy = trace.input().dy().get(t);
    terminal.line("  Gradients, for the gradient dy of the output:");
    rows(
        new TextTable()
            .right("feature", "dbeta", "dgamma", "norm of dy", "norm of dx", "sum of dx"),
        trace.gamma().length,
        null,
        c -> {
          double[] dx = valuesOf(trace, gradients.dx(), c);
          return new double[] {
            gradients.dbeta()[c],
            gradients.dgamma()[c],
            MathArrays.safeNorm(valuesOf(trace, dy, c)),
            MathArrays.safeNorm(dx),
            withoutRounding(Arrays.stream(dx).sum(), MathArrays.safeNorm(dx))
          };
        });
    terminal.line("    dbeta = sum(dy), dgamma = sum(dy * (x - mean) / sqrt(variance + epsilon)).");
    if (!trace.byExample()) {
      terminal.line("    dx of a feature sums to 0: adding a constant to x changes no output.");
    }
  }

  private void inference(LayerTrace trace) {
    terminal.line(
        trace.byExample()
            ? "Inference, by the statistics of each example, as in training"
            : "Inference, by the running statistics");
    Moments running = trace.end();
    Moments y = trace.inference().moments();
    rows(
        new TextTable().right(unit(trace), "y mean", "y std"),
        y.mean().length,
        running,
        c -> new double[] {withoutRounding(y.mean()[c], std(y, c)), std(y, c)});
    if (running != null) {
      Moments last = trace.passes().get(trace.passes().size() - 1).running();
      boolean same =
          Arrays.equals(last.mean(), running.mean())
              && Arrays.equals(last.variance(), running.variance());
      terminal.line("  Running mean and variance are " + (same ? "unchanged." : "changed."));
    }
  }

  /** Prints conventions side by side: a list for each input. */
  void compare(List<List<ConventionDifference>> inputs) {
    LayerTrace first = inputs.get(0).get(0).trace();
    terminal.line(
        "custom layer, gamma 1, beta 0, %d batches of %s, double precision",
        first.passes().size(), shape(first.input().shape()).replaceFirst("\\d+", "N"));
    terminal.line("  y std and running var: of feature 0, in the last batch and after it");
    terminal.line(
        "  diff: the largest difference of any value from the convention torch, in y, the");
    terminal.line("    running variance, y in inference, and the gradient dx of the input%n");
    TextTable table =
        new TextTable()
            .right("N")
            .left("convention")
            .right("y std", "running var", "diff y", "diff var", "diff infer", "diff dx");
    for (List<ConventionDifference> input : inputs) {
      for (ConventionDifference each : input) {
        LayerTrace trace = each.trace();
        Pass last = trace.passes().get(trace.passes().size() - 1);
        table.row(
            Long.toString(trace.input().shape()[0]),
            trace.convention().name(),
            number(std(last.output().moments(), 0)),
            number(last.running().variance()[0]),
            difference(each.y()),
            difference(each.runningVariance()),
            difference(each.inference()),
            difference(each.dx()));
      }
    }
    table.print(terminal, "  ");
    reasons(first);
  }

  private void reasons(LayerTrace trace) {
    terminal.out().println();
    if (trace.input().shape().length == 4) {
      terminal.line("  notebook takes matrices only.");
      terminal.line(
          "  article: the running variance takes N / (N - 1) with N = examples, torch with");
      terminal.line("    N = values of a channel.");
    } else {
      terminal.line(
          "  notebook divides by the unbiased deviation: y is sqrt((N - 1) / N) of torch's.");
      terminal.line("  article differs from torch in the initial gamma only, and for images.");
    }
    terminal.line("  d2l: the running variance takes the biased variance, without N / (N - 1).");
  }

  /** Such as 10x5. */
  static String shape(long... shape) {
    return Arrays.stream(shape).mapToObj(Long::toString).collect(Collectors.joining("x"));
  }

  /** What has a mean and a variance of its own. */
  private static String unit(LayerTrace trace) {
    return trace.byExample() ? "example" : "feature";
  }

  /** A row for each feature or example; running statistics, if there are any, end the rows. */
  private void rows(TextTable table, int count, Moments running, IntFunction<double[]> numbersOf) {
    if (running != null) {
      table.right("running mean", "running var");
    }
    for (int c = 0; c < Math.min(MOST_ROWS, count); c++) {
      List<String> cells = new ArrayList<>(List.of(Integer.toString(c)));
      Arrays.stream(numbersOf.apply(c)).mapToObj(LayerText::number).forEach(cells::add);
      if (running != null) {
        cells.addAll(List.of(number(running.mean()[c]), number(running.variance()[c])));
      }
      table.row(cells);
    }
    table.print(terminal, "  ");
    if (count > MOST_ROWS) {
      terminal.line("  and " + (count - MOST_ROWS) + " more");
    }
  }

  private static double std(Moments moments, int index) {
    return Math.sqrt(moments.variance()[index]);
  }

  /** The values of one feature. */
  private static double[] valuesOf(LayerTrace trace, double[] values, int feature) {
    long[] shape = trace.input().shape();
    int features = (int) shape[1];
    int pixels = values.length / (int) (shape[0] * features);
    double[] found = new double[(int) shape[0] * pixels];
    for (int i = 0; i < found.length; i++) {
      found[i] = values[(i / pixels * features + feature) * pixels + i % pixels];
    }
    return found;
  }

  /** A sum of numbers of some size: zero where only rounding is left. */
  private static double withoutRounding(double sum, double size) {
    return Math.abs(sum) < ROUNDING * size ? 0 : sum;
  }

  static String epsilon(BatchNormConvention convention) {
    return Double.toString(convention.epsilon()).replace(".0E", "e");
  }

  private static String factor(String number) {
    return number.startsWith("-") ? "(" + number + ")" : number;
  }

  private static String difference(double value) {
    return Double.isNaN(value) ? "" : value == 0 ? "0" : String.format(Locale.ROOT, "%.2e", value);
  }

  private static String number(double value) {
    double size = Math.abs(value);
    boolean plain = value == 0 || size >= SMALL && size < LARGE;
    return String.format(Locale.ROOT, plain ? "%.4f" : "%.2e", value + 0.0);
  }
}
