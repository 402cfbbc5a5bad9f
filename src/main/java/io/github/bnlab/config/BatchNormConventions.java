package io.github.bnlab.config;

import static io.github.bnlab.config.BatchNormConvention.VarianceKind.BIASED;
import static io.github.bnlab.config.BatchNormConvention.VarianceKind.UNBIASED;

import io.github.bnlab.config.BatchNormConvention.Count;
import io.github.bnlab.config.BatchNormConvention.InitialGamma;
import java.util.List;
import java.util.Optional;

/** The conventions of batch normalization that the literature of this project uses, by name. */
public final class BatchNormConventions {
  /** A notebook's layer for matrices: the unbiased variance throughout, a tiny epsilon. */
  public static final BatchNormConvention NOTEBOOK =
      new BatchNormConvention(
          "notebook", 1e-10, 0.9, UNBIASED, UNBIASED, Count.VALUES, InitialGamma.ONES);

  /** N/(N-1) with N = examples of the batch, for convolutions too; gamma drawn from U(0, 1). */
  public static final BatchNormConvention ARTICLE =
      new BatchNormConvention(
          "article", 1e-5, 0.9, BIASED, UNBIASED, Count.BATCH, InitialGamma.UNIFORM);

  /** Dive into Deep Learning, from scratch; also DL4J's own layer at its defaults. */
  public static final BatchNormConvention D2L =
      new BatchNormConvention("d2l", 1e-5, 0.9, BIASED, BIASED, Count.VALUES, InitialGamma.ONES);

  /** PyTorch's {@code nn.BatchNorm1d} and {@code nn.BatchNorm2d}. */
  public static final BatchNormConvention TORCH =
      new BatchNormConvention(
          "torch", 1e-5, 0.9, BIASED, UNBIASED, Count.VALUES, InitialGamma.ONES);

  private static final List<BatchNormConvention> ALL = List.of(NOTEBOOK, ARTICLE, D2L, TORCH);

  private BatchNormConventions() {}

  /** All presets. */
  public static List<BatchNormConvention> all() {
    return ALL;
  }

  /** The names of all presets. */
  public static List<String> names() {
    return ALL.stream().map(BatchNormConvention::name).toList();
  }

  /** The preset of that name, if there is one. */
  public static Optional<BatchNormConvention> find(String name) {
    return ALL.stream().filter(preset -> preset.name().equals(name)).findFirst();
  }
}
