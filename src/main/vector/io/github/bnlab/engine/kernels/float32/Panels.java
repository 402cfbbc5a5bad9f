package io.github.bnlab.engine.kernels.float32;

/**
 * Rows of weights as {@link Tiles} reads them: panels of {@link Lanes#ROWS} rows, and of 2 for what
 * is left. A panel has the biases of its rows, then for each tap their weights. Where the number of
 * rows is odd, the last row comes twice.
 */
final class Panels {
  final int rows;
  final int taps;
  final float[] data;

  Panels(int rows, int taps) {
    this.rows = rows;
    this.taps = taps;
    data = new float[(rows + 1) / 2 * 2 * (taps + 1)];
  }

  /** How many rows the panel has that starts at a row. */
  int size(int row) {
    return rows - row >= Lanes.ROWS ? Lanes.ROWS : 2;
  }

  /** Where the panel starts that starts at a row. */
  int start(int row) {
    return row * (taps + 1);
  }

  /** Distance of the last row of a panel to its first. */
  int last(int row) {
    return Math.min(size(row), rows - row) - 1;
  }

  /**
   * Packs the panels of some rows, which start and end with one.
   *
   * @param w weights: row r starts at {@code at + r * step}
   * @param columns where the weight of a tap is in its row
   * @param biases where the bias of row 0 is in w, or -1 for 0
   */
  void pack(float[] w, int at, int step, int[] columns, int biases, int from, int to) {
    for (int row = from; row < to; row += size(row)) {
      int size = size(row);
      for (int i = 0; i < size; i++) {
        int source = Math.min(row + i, rows - 1);
        data[start(row) + i] = biases < 0 ? 0 : w[biases + source];
        pack(w, at + source * step, columns, data, start(row) + size + i, size);
      }
    }
  }

  private static void pack(float[] w, int at, int[] columns, float[] data, int to, int step) {
    for (int k = 0; k < columns.length; k++) {
      data[to + k * step] = w[at + columns[k]];
    }
  }
}
