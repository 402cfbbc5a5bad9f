package io.github.bnlab.report.figures;

import java.awt.Graphics2D;

/** Words in the font and colour at hand, placed by another point than their left end. */
final class Words {
  private Words() {}

  /** Draws words to both sides of {@code x}, on the baseline {@code y}. */
  static void centred(Graphics2D g, String text, double x, double y) {
    g.drawString(text, (float) (x - g.getFontMetrics().stringWidth(text) / 2.0), (float) y);
  }

  /** Draws words to the left of {@code x}, on the baseline {@code y}. */
  static void endingAt(Graphics2D g, String text, double x, double y) {
    g.drawString(text, (float) (x - g.getFontMetrics().stringWidth(text)), (float) y);
  }
}
