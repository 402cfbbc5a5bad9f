package io.github.bnlab.robustness;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import org.apache.commons.io.FileUtils;

/** Arbitrary bytes, and sound files with some bytes changed, for every reader. */
class MalformedInputTest {
  private static final Set<InputReader> ACCEPTED = EnumSet.noneOf(InputReader.class);
  private static final Set<InputReader> REFUSED = EnumSet.noneOf(InputReader.class);
  private static Path folder;

  @BeforeContainer
  static void makeFolder() throws IOException {
    folder = Files.createTempDirectory("bnlab-malformed");
  }

  @AfterContainer
  static void removeFolder() throws IOException {
    FileUtils.deleteDirectory(folder.toFile());
    // Both happen, so that both are tested.
    assertThat(ACCEPTED).containsOnly(InputReader.values());
    assertThat(REFUSED).containsOnly(InputReader.values());
  }

  @Property(tries = 1000, seed = "1")
  void anyBytes(@ForAll InputReader reader, @ForAll("anything") byte[] input) {
    new Promise(folder).accepts(reader, input);
  }

  @Property(tries = 5000, seed = "2")
  void changedBytes(@ForAll InputReader reader, @ForAll("edits") List<Edit> edits) {
    List<byte[]> seeds = Seeds.of(reader);
    byte[] input = seeds.get(edits.size() % seeds.size());
    for (Edit edit : edits) {
      input = edit.apply(input);
    }
    (new Promise(folder).accepts(reader, input) ? ACCEPTED : REFUSED).add(reader);
  }

  @Provide
  Arbitrary<byte[]> anything() {
    return Arbitraries.bytes().array(byte[].class).ofMaxSize(300);
  }

  @Provide
  Arbitrary<List<Edit>> edits() {
    Arbitrary<byte[]> piece =
        Arbitraries.oneOf(
            Arbitraries.of(Edit.PIECES),
            Arbitraries.of(Edit.NUMBERS),
            Arbitraries.bytes().array(byte[].class).ofMaxSize(4));
    return Combinators.combine(
            Arbitraries.doubles().between(0, 1), Arbitraries.integers().between(0, 6), piece)
        .as(Edit::new)
        .list()
        .ofMaxSize(3);
  }
}
