package io.github.bnlab.engine.kernels.float32;

import static io.github.bnlab.engine.kernels.float32.Lanes.WIDTH;

import io.github.bnlab.engine.kernels.Split;

/**
 * Values of a batch, {@code [blocks][channels][height][width][16]}: the last axis is the examples
 * of a block. Lanes beyond the last example hold copies of it, which weigh nothing.
 *
 * <p>Rows of numbers are one block, whose pixels are the blocks of examples: {@code
 * [1][channels][1][blocks][16]}. So a dense layer is a convolution of 1x1.
 */
final class Tensor {
  final int examples;
  final int blocks;
  final int channels;
  final int height;
  final int width;
  final float[] data;
  private final Arena arena;
  private final int base;
  private final boolean flat;

  private Tensor(
      Arena arena, int examples, int blocks, int channels, int height, int width, boolean flat) {
    this.arena = arena;
    this.examples = examples;
    this.blocks = blocks;
    this.channels = channels;
    this.height = height;
    this.width = width;
    this.flat = flat;
    Arena.Slice slice = arena.allocate(blocks * channels * height * width * WIDTH);
    data = slice.data();
    base = slice.at();
  }

  static Tensor images(Arena arena, int examples, int channels, int height, int width) {
    return new Tensor(arena, examples, Lanes.blocks(examples), channels, height, width, false);
  }

  static Tensor rows(Arena arena, int examples, int channels) {
    return new Tensor(arena, examples, 1, channels, 1, Lanes.blocks(examples), true);
  }

  /** New values of the same batch and kind. */
  Tensor with(int newChannels, int newHeight, int newWidth) {
    return new Tensor(arena, examples, blocks, newChannels, newHeight, newWidth, flat);
  }

  /** New values of the same shape. */
  Tensor like() {
    return with(channels, height, width);
  }

  /** Whether examples are rows of numbers, not images. */
  boolean isFlat() {
    return flat;
  }

  /** How work on it is cut: rows by channel, images by block. */
  Split split() {
    return flat ? Split.channels(channels) : Split.blocks(blocks);
  }

  int pixels() {
    return height * width;
  }

  /** Length of the values of a channel in a block, which lie together. */
  int run() {
    return height * width * WIDTH;
  }

  /** Where the values of a channel in a block start. */
  int at(int block, int channel) {
    return base + (block * channels + channel) * run();
  }

  /** How many pixels of a block have an example in every lane; they come first. */
  int fullPixels(int block) {
    if (examples % WIDTH == 0) {
      return pixels();
    }
    return flat ? pixels() - 1 : block < blocks - 1 ? pixels() : 0;
  }

  /** Values of a channel: those of a batch without the lanes that weigh nothing. */
  long valuesOfChannel() {
    return (long) examples * (flat ? 1 : pixels());
  }

  /** 1 for each lane of the last block that is an example, else 0. */
  float[] lastLanes() {
    float[] weights = new float[WIDTH];
    for (int i = 0; i < WIDTH; i++) {
      weights[i] = (Lanes.blocks(examples) - 1) * WIDTH + i < examples ? 1 : 0;
    }
    return weights;
  }

  /** Sets the lanes that weigh nothing to 0, of some channels of a block. */
  void clearPadding(int block, int fromChannel, int toChannel) {
    int full = fullPixels(block);
    if (full == pixels()) {
      return;
    }
    int first = examples % WIDTH;
    for (int c = fromChannel; c < toChannel; c++) {
      int end = at(block, c) + run();
      for (int i = at(block, c) + full * WIDTH; i < end; i += WIDTH) {
        java.util.Arrays.fill(data, i + first, i + WIDTH, 0);
      }
    }
  }

  /** Values as {@code [examples, channels, height, width]}, or {@code [examples, channels]}. */
  double[] toArray() {
    int size = flat ? 1 : pixels();
    double[] values = new double[examples * channels * size];
    for (int n = 0; n < examples; n++) {
      int block = n / WIDTH;
      for (int c = 0; c < channels; c++) {
        int from = n % WIDTH + (flat ? at(0, c) + block * WIDTH : at(block, c));
        for (int p = 0; p < size; p++) {
          values[(n * channels + c) * size + p] = data[from + p * WIDTH];
        }
      }
    }
    return values;
  }
}
