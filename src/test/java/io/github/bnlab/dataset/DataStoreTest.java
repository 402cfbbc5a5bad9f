package io.github.bnlab.dataset;

import static io.github.bnlab.dataset.IdxBytes.write;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.commons.codec.digest.DigestUtils;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataStoreTest {
  @TempDir Path folder;
  private final CatalogEntry mnist = CatalogEntry.find("mnist").orElseThrow();

  private DataStore store(DataStore.Fetcher fetcher, Path... named) {
    return new DataStore(new DataLocations(List.of(named), folder.resolve("cache")), fetcher);
  }

  private static void fail(CatalogEntry entry, Part part, Path target) {
    throw new MissingDataException("http://a.example/: no connection", "no connection");
  }

  @Test
  void onlyWhatIsMissingIsFetched() throws IOException {
    Path own = Files.createDirectory(folder.resolve("own"));
    Path there = write(own.resolve(Part.TEST_LABELS.fileName()), new byte[1]);
    List<Part> fetched = new ArrayList<>();
    Map<Part, Path> files = store((entry, part, target) -> fetched.add(part), own).obtain(mnist);
    assertThat(fetched)
        .containsExactly(Part.TRAINING_IMAGES, Part.TRAINING_LABELS, Part.TEST_IMAGES);
    assertThat(files)
        .containsEntry(Part.TEST_LABELS, there)
        .containsEntry(Part.TEST_IMAGES, folder.resolve("cache/mnist/t10k-images-idx3-ubyte.gz"));
  }

  @Test
  void missingDataIsReportedWithEveryRemedy() {
    assertThatThrownBy(() -> store(DataStoreTest::fail, folder).obtain(mnist))
        .isInstanceOf(MissingDataException.class)
        .hasMessageContaining("train-images-idx3-ubyte of mnist")
        .hasMessageContaining(folder + ", " + folder.resolve("cache"))
        .hasMessageContaining("http://a.example/: no connection")
        .hasMessageContaining("--data or BNLAB_DATA")
        .hasMessageContaining("fallback=synthetic-digits");
  }

  @Test
  void whatIsThereIsFound() {
    write(folder.resolve(Part.TEST_LABELS.fileName()), new byte[1]);
    DataStore store = store(DataStoreTest::fail, folder);
    assertThat(store.found(mnist)).containsOnlyKeys(Part.TEST_LABELS);
    assertThat(store.folder(mnist)).isEmpty();
  }

  @Test
  void verifyTellsEveryProblem() {
    write(folder.resolve(Part.TEST_LABELS.fileName()), IdxBytes.labels(3));
    write(folder.resolve(Part.TEST_IMAGES.fileName() + ".gz"), new byte[30]);
    write(folder.resolve(Part.TRAINING_LABELS.fileName()), new byte[70_000]);
    List<DataStore.Check> checks = store(DataStoreTest::fail, folder).verify(mnist);
    assertThat(checks).extracting(DataStore.Check::part).containsExactly(Part.values());
    assertThat(checks.get(0).problem())
        .isEqualTo("is not there; `bnlab data fetch mnist` downloads it");
    assertThat(checks.get(1).problem()).contains("more than the 60008 bytes");
    assertThat(checks.get(2).problem()).contains("is not gzipped");
    assertThat(checks.get(3).problem()).contains("expected ff7bcfd4");
  }

  @Test
  void aFileOfAnotherDataSetIsNamed() {
    CatalogEntry fashion = CatalogEntry.find("fashion-mnist").orElseThrow();
    Path file = folder.resolve("labels");
    String found = mnist.sha256().get(Part.TEST_LABELS);
    assertThatThrownBy(() -> DataStore.checkSha256(fashion, Part.TEST_LABELS, file, found))
        .isInstanceOf(DataException.class)
        .hasMessage(
            "%s is that of mnist, not of fashion-mnist; put the files of each data set into a folder of its name: %s and %s",
            file, folder.resolve("mnist"), folder.resolve("fashion-mnist"));
  }

  @Test
  void realDataIsVerified() {
    Path data = RealData.folderOrSkip();
    for (CatalogEntry entry : CatalogEntry.all()) {
      assertThat(store(DataStoreTest::fail, data).verify(entry))
          .allSatisfy(check -> assertThat(check.problem()).isEmpty());
    }
  }

  /** As many bytes as the catalog says, and their checksum. */
  @Test
  void aSoundFileHasNoProblem() {
    byte[] labels = IdxBytes.idx(0x801, new int[] {10_000}, 10_000);
    String sum = DigestUtils.sha256Hex(labels);
    Path file = write(folder.resolve(Part.TEST_LABELS.fileName() + ".gz"), IdxBytes.gzip(labels));
    CatalogEntry entry = new CatalogEntry("own", "", "", List.of(), Map.of(Part.TEST_LABELS, sum));
    List<DataStore.Check> checks = store(DataStoreTest::fail, folder).verify(entry);
    assertThat(checks.get(3)).isEqualTo(new DataStore.Check(Part.TEST_LABELS, file, ""));
    assertThat(checks.get(0))
        .isEqualTo(
            new DataStore.Check(
                Part.values()[0], null, "is not there; `bnlab data fetch own` downloads it"));
  }

  @Test
  void aDataSetIsCompleteWithItsLastFile() throws IOException {
    Path below = Files.createDirectory(folder.resolve("mnist"));
    DataStore store = store(DataStoreTest::fail, folder);
    for (Part part : Part.values()) {
      assertThat(store.folder(mnist)).isEmpty();
      write(below.resolve(part.fileName()), new byte[1]);
    }
    assertThat(store.folder(mnist)).contains(below);
    assertThat(store.found(CatalogEntry.find("fashion-mnist").orElseThrow())).isEmpty();
    assertThat(store.obtain(mnist)).isEqualTo(store.found(mnist));
  }
}
