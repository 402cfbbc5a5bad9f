package io.github.bnlab.dataset;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class CatalogEntryTest {
  @Test
  void entriesAreComplete() {
    for (CatalogEntry entry : CatalogEntry.all()) {
      assertThat(CatalogEntry.find(entry.name())).contains(entry);
      assertThat(entry.sha256()).containsOnlyKeys(Part.values());
      assertThat(entry.sha256().values())
          .allSatisfy(sum -> assertThat(sum).matches("[0-9a-f]{64}"))
          .doesNotHaveDuplicates();
      // A file's name is resolved against them.
      assertThat(entry.addresses()).allSatisfy(a -> assertThat(a.toString()).endsWith("/"));
    }
    assertThat(CatalogEntry.find("mnits")).isEmpty();
  }

  /** Headers of 16 and 8 bytes, 28 x 28 bytes an image, one a label. */
  @Test
  void sizesOfUnpackedFiles() {
    CatalogEntry mnist = CatalogEntry.find("mnist").orElseThrow();
    assertThat(Arrays.stream(Part.values()).map(mnist::unpackedBytes))
        .containsExactly(47_040_016L, 60_008L, 7_840_016L, 10_008L);
  }

  @Test
  void namesOfFiles() {
    assertThat(Part.TEST_LABELS.candidates())
        .containsExactly(
            "t10k-labels-idx1-ubyte.gz",
            "t10k-labels-idx1-ubyte",
            "t10k-labels.idx1-ubyte",
            "t10k-labels.idx1-ubyte.gz");
  }
}
