package io.github.bnlab.engine.kernels.float32;

import static io.github.bnlab.engine.kernels.float32.Lanes.WIDTH;

import io.github.bnlab.engine.kernels.Plan;
import io.github.bnlab.engine.kernels.Split;
import java.util.Arrays;

/**
 * Values of a batch, {@code [blocks][channels][height][width][16]}: the last axis is the examples
 * of a block. Lanes beyond the last example hold copies of it, which weigh nothing.
 *
 * <p>Rows of numbers are one block, whose pixels are the blocks of examples: {@code
 * [1][channels][1][blocks][16]}. So a dense layer is a convolution of 1x1.
 */
final class Tensor {
  /** Values of an example at a time: those of a block stay in the nearest cache. */
  static final int CHUNK = 128;

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

  /** Work on some channels of a block. */
  @FunctionalInterface
  interface Work {
    void run(int block, int from, int to, int thread);
  }

  /** How work on it is cut: rows by channel, images by block. */
  Split split() {
    return flat ? Split.channels(channels) : Split.blocks(blocks);
  }

  /** Appends work on all channels of all blocks; a part needs no other part of what it follows. */
  void each(Plan plan, Work work) {
    Split split = split();
    plan.follow(
        split,
        (part, thread) -> {
          if (flat) {
            work.run(0, split.from(part), split.to(part), thread);
          } else {
            work.run(part, 0, channels, thread);
          }
        });
  }

  /** Appends work on all channels, each when all of its blocks are done. */
  void join(Plan plan, Work work) {
    if (flat) {
      each(plan, work);
    } else {
      plan.then(Split.whole(), (part, thread) -> work.run(0, 0, channels, thread));
    }
  }

  /** How the examples of a batch are cut. */
  Split exampleBlocks() {
    return Split.blocks(Lanes.blocks(examples));
  }

  /** Where a block of examples has its first value, of as many as {@link #size} says. */
  int start(int exampleBlock) {
    return flat ? base + exampleBlock * WIDTH : at(exampleBlock, 0);
  }

  /** Distance of two values of an example. */
  int step() {
    return flat ? run() : WIDTH;
  }

  /** Values of an example. */
  int size() {
    return flat ? channels : channels * pixels();
  }

  /** {@code [N, C, H, W]} or {@code [N, C]}. */
  long[] shape() {
    return flat ? new long[] {examples, channels} : new long[] {examples, channels, height, width};
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
        Arrays.fill(data, i + first, i + WIDTH, 0);
      }
    }
  }

  /** Values as {@code [examples, channels, height, width]}, or {@code [examples, channels]}. */
  double[] toArray() {
    int size = size();
    double[] values = new double[examples * size];
    for (int chunk = 0; chunk < size; chunk += CHUNK) {
      int end = Math.min(size, chunk + CHUNK);
      for (int n = 0; n < examples; n++) {
        int from = start(n / WIDTH) + n % WIDTH;
        for (int i = chunk; i < end; i++) {
          values[n * size + i] = data[from + i * step()];
        }
      }
    }
    return values;
  }
}
