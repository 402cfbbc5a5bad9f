package io.github.bnlab.engine.kernels.float32;

import static io.github.bnlab.engine.kernels.float32.Lanes.L;
import static io.github.bnlab.engine.kernels.float32.Lanes.S;
import static io.github.bnlab.engine.kernels.float32.Lanes.WIDTH;

import io.github.bnlab.engine.kernels.LayerKind;
import io.github.bnlab.engine.kernels.Plan;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;

/**
 * Average pooling of windows side by side: {@code y[i][j] = sum over k, l of x[h i + k][w j + l] /
 * (h w)}, {@code dx[h i + k][w j + l] = dy[i][j] / (h w)}.
 */
final class AveragePooling extends Layer {
  private final int windowHeight;
  private final int windowWidth;
  private final float factor;

  AveragePooling(Tensor in, LayerKind.AveragePooling window) {
    super(in, in.with(in.channels, in.height / window.height(), in.width / window.width()));
    windowHeight = window.height();
    windowWidth = window.width();
    factor = 1f / (windowHeight * windowWidth);
  }

  @Override
  void forward(Plan plan) {
    plan.follow(in.split(), (block, thread) -> forward(block));
  }

  private void forward(int block) {
    int length = out.width * WIDTH;
    int step = windowWidth * WIDTH;
    for (int c = 0; c < in.channels; c++) {
      for (int y = 0; y < out.height; y++) {
        int to = out.at(block, c) + y * length;
        scale(in.data, row(in, block, c, y, 0), step, out.data, to, WIDTH, length);
        for (int tap = 1; tap < windowHeight * windowWidth; tap++) {
          add(in.data, row(in, block, c, y, tap), step, out.data, to, length);
        }
      }
    }
  }

  /** Where the values start that a tap of the window meets in a row of the output. */
  private int row(Tensor tensor, int block, int c, int y, int tap) {
    int row = y * windowHeight + tap / windowWidth;
    return tensor.at(block, c) + (row * tensor.width + tap % windowWidth) * WIDTH;
  }

  /** {@code out = factor * x}, pixel by pixel. */
  private void scale(float[] x, int at, int step, float[] out, int to, int outStep, int length) {
    for (int h = 0; h < WIDTH; h += L) {
      FloatVector f = FloatVector.broadcast(S, factor);
      int from = at + h;
      int o = to + h;
      for (int i = 0; i < length; i += WIDTH) {
        FloatVector.fromArray(S, x, from).mul(f).intoArray(out, o);
        from += step;
        o += outStep;
      }
    }
  }

  /** {@code out = factor * x + out}, pixel by pixel. */
  private void add(float[] x, int at, int step, float[] out, int to, int length) {
    for (int h = 0; h < WIDTH; h += L) {
      FloatVector f = FloatVector.broadcast(S, factor);
      int from = at + h;
      for (int i = to + h; i < to + h + length; i += WIDTH) {
        FloatVector.fromArray(S, x, from)
            .fma(f, FloatVector.fromArray(S, out, i))
            .intoArray(out, i);
        from += step;
      }
    }
  }

  @Override
  Tensor backward(Plan plan, Tensor gradient, boolean wanted) {
    Tensor result = in.like();
    plan.follow(in.split(), (block, thread) -> backward(gradient, result, block));
    return result;
  }

  private void backward(Tensor gradient, Tensor result, int block) {
    int length = out.width * WIDTH;
    int step = windowWidth * WIDTH;
    if (out.height * windowHeight < in.height || out.width * windowWidth < in.width) {
      int start = result.at(block, 0);
      Arrays.fill(result.data, start, start + result.channels * result.run(), 0);
    }
    for (int c = 0; c < in.channels; c++) {
      for (int y = 0; y < out.height; y++) {
        int from = gradient.at(block, c) + y * length;
        for (int tap = 0; tap < windowHeight * windowWidth; tap++) {
          int to = row(result, block, c, y, tap);
          scale(gradient.data, from, WIDTH, result.data, to, step, length);
        }
      }
    }
  }
}
