package io.github.bnlab.robustness;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * A change of some bytes.
 *
 * @param position where, from 0, the start, to 1, the end
 * @param removed how many bytes go
 * @param piece what comes in their place
 */
record Edit(double position, int removed, byte[] piece) {
  /** What means something in one of the formats. */
  static final List<byte[]> PIECES =
      Stream.concat(
              Stream.of("\n", "  ", ": ", "\n---\n", "\t", "\0", "&w ", "!!str ", "\r", "\uFEFF"),
              Stream.of(
                  ("1 x # [ ] { } : , - ~ null *w all -1 .nan 1e999 [[]] {} % ' \" | > ? ... like"
                          + " name training where << true -0 1_0 0x1p3 NaN Infinity ../x 99999999999"
                          + " <f4 |u1 >f8 True (,) 0.1f step label")
                      .split(" ")))
          .map(text -> text.getBytes(StandardCharsets.UTF_8))
          .toList();

  /** Numbers and signatures of the binary formats. */
  static final List<byte[]> NUMBERS =
      List.of(
          new byte[] {0, 0, 0, 0},
          new byte[] {-1, -1, -1, -1},
          new byte[] {127, -1, -1, -1},
          new byte[] {0, 15, 66, 64},
          new byte[] {0x1f, (byte) 0x8b},
          new byte[] {'P', 'K', 1, 2});

  byte[] apply(byte[] input) {
    int from = (int) Math.round(position * input.length);
    int to = Math.min(input.length, from + removed);
    byte[] changed = Arrays.copyOf(input, from + piece.length + input.length - to);
    System.arraycopy(piece, 0, changed, from, piece.length);
    System.arraycopy(input, to, changed, from + piece.length, input.length - to);
    return changed;
  }

  @Override
  public String toString() {
    return "at %s, %d bytes out, %s in".formatted(position, removed, Arrays.toString(piece));
  }
}
