package io.github.bnlab.dataset;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.HexFormat;
import org.apache.commons.codec.digest.DigestUtils;
import org.junit.jupiter.api.Test;

class SyntheticDigitsTest {
  @Test
  void anImageIsAPureFunctionOfSeedAndIndex() {
    ImageSet all = SyntheticDigits.draw(5, 0, 300);
    ImageSet some = SyntheticDigits.draw(5, 100, 7);
    assertThat(some.pixels()).isEqualTo(Arrays.copyOfRange(all.pixels(), 78_400, 83_888));
    assertThat(some.labels()).isEqualTo(Arrays.copyOfRange(all.labels(), 100, 107));
    assertThat(SyntheticDigits.draw(6, 0, 300).pixels()).isNotEqualTo(all.pixels());
  }

  @Test
  void everyDigitIsDrawnAboutAsOften() {
    int[] counts = new int[10];
    for (byte label : SyntheticDigits.draw(5, 0, 10_000).labels()) {
      counts[label]++;
    }
    // Standard deviation 30; five of them.
    assertThat(Arrays.stream(counts).boxed())
        .allSatisfy(count -> assertThat(count).isBetween(850, 1150));
  }

  @Test
  void everyImageHasInkAndPaper() {
    ImageSet set = SyntheticDigits.draw(5, 0, 5_000);
    for (int image = 0; image < set.size(); image++) {
      int ink = 0;
      for (int i = 0; i < 784; i++) {
        ink += (set.pixels()[image * 784 + i] & 0xff) > 75 ? 1 : 0;
      }
      assertThat(ink).as("dark pixels of image %d", image).isBetween(10, 400);
    }
  }

  @Test
  void shapesStayOnTheirGrid() {
    for (int digit = 0; digit < 10; digit++) {
      assertThat(DigitShapes.of(digit)).isNotEmpty();
      for (var way : DigitShapes.of(digit)) {
        for (var stroke : way) {
          assertThat(stroke.points().length).isEven().isGreaterThanOrEqualTo(4);
          assertThat(Arrays.stream(stroke.points()).boxed())
              .allSatisfy(value -> assertThat(value).isBetween(0.0, 14.0));
        }
      }
    }
  }

  /** Every record of a network trained on them depends on these bytes. */
  @Test
  void imagesStayWhatTheyWere() {
    ImageSet set = SyntheticDigits.draw(5, 0, 200);
    var digest = DigestUtils.getSha256Digest();
    digest.update(set.pixels());
    digest.update(set.labels());
    assertThat(HexFormat.of().formatHex(digest.digest()))
        .isEqualTo("44f920bad6e0b73d006e3e05c2d3318f585a549bc0043c20f3f08a30455d4680");
  }
}
