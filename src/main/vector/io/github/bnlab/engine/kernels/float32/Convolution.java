package io.github.bnlab.engine.kernels.float32;

import static io.github.bnlab.engine.kernels.float32.Lanes.WIDTH;

import io.github.bnlab.engine.kernels.LayerKind;
import io.github.bnlab.engine.kernels.Plan;
import io.github.bnlab.engine.kernels.Split;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Convolution of stride 1 with zeros around the images:
 *
 * <pre>
 * y[f][i][j]      = b[f] + sum over c, k, l of w[f][c][k][l] x[c][i + k][j + l]
 * dw[f][c][k][l]  = sum over examples, i, j of dy[f][i][j] x[c][i + k][j + l]
 * dx[c][i][j]     = sum over k, f, l of w[f][c][k][l] dy[f][i - k][j - l]
 * </pre>
 *
 * <p>All of it goes block by block. The gradient of the weights has a sum for each block and lane;
 * they are added in the order of the blocks, then of the lanes.
 */
final class Convolution extends Layer {
  /** The sums of so many weights stay in the nearest cache. */
  private static final int CHUNK = 256;

  /** Columns of a strip: a tile of the longest vectors. */
  private static final int STRIP = 4;

  private final int weights;
  private final int bias;
  private final int kernelHeight;
  private final int kernelWidth;
  private final int padHeight;
  private final int padWidth;

  /** The input with zeros around it. */
  private final Tensor source;

  private final int[] taps;
  private final MatrixProduct product;
  private final int[] pixels;
  private final Context context;

  // For training only.
  private Arena.Slice sums;
  private double[] biasSums;
  private double[] totals;
  private final List<Strip> strips = new ArrayList<>();
  private Arena.Slice[] bordered;
  private float[][] scratch;
  private final float[] lastLanes;

  Convolution(Tensor in, LayerKind.Convolution kind, Context context) {
    super(
        in,
        in.with(
            kind.filters(),
            in.height + 2 * kind.padding()[0] - kind.kernel()[0] + 1,
            in.width + 2 * kind.padding()[1] - kind.kernel()[1] + 1));
    this.context = context;
    weights = kind.weights();
    bias = kind.bias();
    kernelHeight = kind.kernel()[0];
    kernelWidth = kind.kernel()[1];
    padHeight = kind.padding()[0];
    padWidth = kind.padding()[1];
    source =
        padHeight + padWidth == 0
            ? in
            : in.with(in.channels, in.height + 2 * padHeight, in.width + 2 * padWidth);
    lastLanes = in.lastLanes();
    int area = kernelHeight * kernelWidth;
    taps = new int[in.channels * area];
    int[] columns = new int[taps.length];
    for (int k = 0; k < taps.length; k++) {
      int y = k % area / kernelWidth;
      taps[k] = k / area * source.run() + (y * source.width + k % kernelWidth) * WIDTH;
      columns[k] = weights + k;
    }
    product = new MatrixProduct(out.channels, taps, context.parameters, columns, taps.length, bias);
    pixels = new int[out.pixels()];
    for (int p = 0; p < pixels.length; p++) {
      pixels[p] = (p / out.width * source.width + p % out.width) * WIDTH;
    }
  }

  @Override
  void forward(Plan plan) {
    if (source != in) {
      plan.follow(in.split(), (block, thread) -> pad(block));
    }
    plan.follow(in.split(), (block, thread) -> forward(block));
  }

  private void pad(int block) {
    for (int c = 0; c < in.channels; c++) {
      for (int y = 0; y < in.height; y++) {
        System.arraycopy(
            in.data,
            in.at(block, c) + y * in.width * WIDTH,
            source.data,
            source.at(block, c) + ((y + padHeight) * source.width + padWidth) * WIDTH,
            in.width * WIDTH);
      }
    }
  }

  private void forward(int block) {
    int length = out.width * WIDTH;
    for (int f = 0; f < out.channels; f += product.size(f)) {
      for (int y = 0; y < out.height; y++) {
        int x = source.at(block, 0) + y * source.width * WIDTH;
        int to = out.at(block, 0) + y * length;
        product.compute(f, source.data, x, 0, taps.length, out.data, to, out.run(), length);
      }
    }
  }

  @Override
  Tensor backward(Plan plan, Tensor gradient, boolean wanted) {
    int threads = context.threads;
    sums = context.arena.allocate(in.blocks * out.channels * taps.length * WIDTH);
    biasSums = new double[in.blocks * out.channels];
    totals = new double[out.channels * taps.length];
    scratch = new float[threads][WIDTH];
    plan.follow(in.split(), (block, thread) -> weightGradient(gradient, block, thread));
    if (!wanted) {
      return null;
    }
    prepareInputGradient(threads);
    Tensor result = in.like();
    plan.follow(in.split(), (block, thread) -> inputGradient(gradient, result, block, thread));
    return result;
  }

  private void weightGradient(Tensor gradient, int block, int thread) {
    int row = taps.length * WIDTH;
    int start = sums.at() + block * out.channels * row;
    Arrays.fill(sums.data(), start, start + out.channels * row, 0);
    for (int f = 0; f < out.channels; f += Dots.rows(out.channels - f)) {
      int left = out.channels - f;
      for (int k = 0; k < taps.length; k += 4) {
        Dots.add(
            gradient.data,
            gradient.at(block, f),
            gradient.run(),
            left,
            source.data,
            source.at(block, 0),
            taps,
            k,
            pixels,
            sums.data(),
            start + f * row,
            row);
      }
    }
    for (int f = 0; bias >= 0 && f < out.channels; f++) {
      biasSums[block * out.channels + f] =
          Sums.of(gradient, block, f, 0, null, 0, lastLanes, scratch[thread]);
    }
  }

  /**
   * Columns of the input whose gradient needs the same columns of the kernel.
   *
   * @param product with the kernel's columns whose products are not all with the zeros of a border
   * @param perRow taps of a row of the kernel
   * @param from the first column
   * @param width how many
   */
  private record Strip(MatrixProduct product, int perRow, int from, int width) {}

  private void prepareInputGradient(int threads) {
    int to;
    for (int from = 0; from < in.width; from = to) {
      to = endOfStrip(from);
      int first = firstColumn(from);
      int end = endColumn(to);
      strips.add(new Strip(backProduct(first, end), out.channels * (end - first), from, to - from));
    }
    int size = out.channels * out.height * rowLength() * WIDTH;
    bordered = new Arena.Slice[threads];
    Arrays.setAll(bordered, t -> context.arena.allocate(size));
  }

  /** As wide as the columns of the kernel stay the same; what is left is too narrow for a tile. */
  private int endOfStrip(int from) {
    int to = from + STRIP;
    while (to + STRIP <= in.width
        && firstColumn(to) == firstColumn(from)
        && endColumn(to + STRIP) == endColumn(from + STRIP)) {
      to += STRIP;
    }
    return to + STRIP > in.width ? in.width : to;
  }

  /** Taps before it multiply only the border, for all inputs of an axis from one on. */
  private static int firstTap(int from, int padding, int outputs) {
    return Math.max(0, from + padding - outputs + 1);
  }

  /** So do taps from it on, for all inputs before one. */
  private static int endTap(int to, int padding, int taps) {
    return Math.min(taps, to + padding);
  }

  private int firstColumn(int from) {
    return firstTap(from, padWidth, out.width);
  }

  private int endColumn(int to) {
    return endTap(to, padWidth, kernelWidth);
  }

  /** Of some columns of the kernel. */
  private MatrixProduct backProduct(int from, int end) {
    int[] backTaps = new int[out.channels * kernelHeight * (end - from)];
    int[] backColumns = new int[backTaps.length];
    int k = 0;
    for (int y = 0; y < kernelHeight; y++) {
      for (int f = 0; f < out.channels; f++) {
        for (int x = from; x < end; x++, k++) {
          backTaps[k] = ((f * out.height - y) * rowLength() + kernelWidth - 1 - x) * WIDTH;
          backColumns[k] = weights + f * taps.length + y * kernelWidth + x;
        }
      }
    }
    return new MatrixProduct(
        in.channels, backTaps, context.parameters, backColumns, kernelHeight * kernelWidth, -1);
  }

  private void inputGradient(Tensor gradient, Tensor result, int block, int thread) {
    Arena.Slice rows = bordered[thread];
    border(gradient, block, rows);
    strips.forEach(strip -> inputGradient(strip, rows, result, block));
  }

  private void inputGradient(Strip strip, Arena.Slice rows, Tensor result, int block) {
    MatrixProduct back = strip.product();
    int length = strip.width() * WIDTH;
    for (int c = 0; c < in.channels; c += back.size(c)) {
      for (int y = 0; y < in.height; y++) {
        int first = firstTap(y, padHeight, out.height) * strip.perRow();
        int end = endTap(y + 1, padHeight, kernelHeight) * strip.perRow();
        int from = rows.at() + ((y + padHeight) * rowLength() + strip.from()) * WIDTH;
        int to = result.at(block, 0) + (y * in.width + strip.from()) * WIDTH;
        back.compute(c, rows.data(), from, first, end, result.data, to, result.run(), length);
      }
    }
  }

  /** Values of a row with zeros before and after it. */
  private int rowLength() {
    return in.width + kernelWidth - 1;
  }

  /** Copies the rows of a block, so that each has zeros before and after it. */
  private void border(Tensor gradient, int block, Arena.Slice rows) {
    int length = out.width * WIDTH;
    int from = gradient.at(block, 0);
    int to = rows.at() + (kernelWidth - 1 - padWidth) * WIDTH;
    for (int r = 0; r < out.channels * out.height; r++) {
      System.arraycopy(gradient.data, from, rows.data(), to, length);
      from += length;
      to += rowLength() * WIDTH;
    }
  }

  @Override
  void reduce(Plan plan) {
    Split split = Split.channels(out.channels);
    plan.beside(split, (part, thread) -> reduce(split.from(part), split.to(part)));
  }

  /** From sums of blocks and lanes to the gradient of some filters. */
  private void reduce(int from, int to) {
    for (int k = from * taps.length; k < to * taps.length; k += CHUNK) {
      reduceWeights(k, Math.min(to * taps.length, k + CHUNK));
    }
    for (int f = from; bias >= 0 && f < to; f++) {
      double sum = 0;
      for (int block = 0; block < in.blocks; block++) {
        sum += biasSums[block * out.channels + f];
      }
      context.gradient[bias + f] = (float) sum;
    }
  }

  /** Of some weights, whose sums stay in the nearest cache. */
  private void reduceWeights(int from, int to) {
    int size = out.channels * taps.length * WIDTH;
    int first = sums.at() + from * WIDTH;
    float[] lanes = sums.data();
    for (int block = 1; block < in.blocks; block++) {
      int more = first + block * size;
      Elementwise.add(lanes, first, lanes, more, 1, lanes, first, (to - from) * WIDTH);
    }
    int used = Math.min(in.examples, WIDTH); // the other lanes are 0
    Arrays.fill(totals, from, to, 0);
    for (int i = 0; i < used; i++) {
      for (int k = from; k < to; k++) {
        totals[k] += lanes[sums.at() + k * WIDTH + i];
      }
    }
    for (int k = from; k < to; k++) {
      context.gradient[weights + k] = (float) totals[k];
    }
  }
}
