package io.github.bnlab.dataset;

import static io.github.bnlab.dataset.IdxBytes.write;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.bnlab.config.DatasetConfig;
import io.github.bnlab.config.TrialConfig.Fallback;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DatasetLoaderTest {
  @TempDir Path folder;

  private DatasetLoader loader(Path... named) {
    DataLocations locations = new DataLocations(List.of(named), folder.resolve("cache"));
    return new DatasetLoader(new DataStore(locations, DatasetLoaderTest::noNetwork));
  }

  private static void noNetwork(CatalogEntry entry, Part part, Path target) {
    throw new MissingDataException("no network", "no network");
  }

  private static DatasetConfig named(String name, int training, int validation, int test) {
    return new DatasetConfig(name, null, null, null, null, training, validation, test, 1);
  }

  private DatasetConfig own(int training, int validation, int test) {
    Path images = write(folder.resolve("images"), IdxBytes.images(10));
    Path labels = write(folder.resolve("labels"), IdxBytes.labels(10));
    Path testImages = write(folder.resolve("test-images.gz"), IdxBytes.gzip(IdxBytes.images(4)));
    Path testLabels = write(folder.resolve("test-labels"), IdxBytes.labels(4));
    return new DatasetConfig(
        "mine",
        images.toString(),
        labels.toString(),
        testImages.toString(),
        testLabels.toString(),
        training,
        validation,
        test,
        1);
  }

  @Test
  void filesOfOnesOwnAreSplit() {
    LoadedData data = loader().load(own(5, 2, 3), Fallback.NONE);
    assertThat(data.name()).isEqualTo("mine");
    assertThat(data.standIn()).isFalse();
    assertThat(data.training().labels()).containsExactly(0, 1, 2, 3, 4);
    assertThat(data.validation().labels()).containsExactly(8, 9);
    assertThat(data.test().labels()).containsExactly(0, 1, 2);
    byte[] file = IdxBytes.images(10);
    assertThat(data.validation().pixels())
        .isEqualTo(Arrays.copyOfRange(file, 16 + 8 * 784, file.length));
    assertThat(data.sha256()).hasSize(4).containsKey(folder.resolve("images").toString());
  }

  @Test
  void zeroMeansAllThatIsNotHeldOut() {
    LoadedData data = loader().load(own(0, 3, 0), Fallback.NONE);
    assertThat(data.training().size()).isEqualTo(7);
    assertThat(data.validation().size()).isEqualTo(3);
    assertThat(data.test().size()).isEqualTo(4);
  }

  @Test
  void moreThanThereIsIsRefused() {
    assertRefused(own(9, 2, 0), "dataset.trainingExamples asks for 9 examples; there are 8");
    assertRefused(own(0, 10, 0), "dataset.validationExamples asks for 10 examples; there are 9");
    assertRefused(own(0, 0, 5), "dataset.testExamples asks for 5 examples; there are 4");
  }

  @Test
  void imagesOfAnotherSizeAreRefused() {
    DatasetConfig config = own(0, 0, 0);
    write(Path.of(config.images()), IdxBytes.idx(0x803, new int[] {10, 8, 8}, 640));
    assertRefused(config, "images has images of 8 x 8 pixels by its header; expected 28 x 28");
  }

  @Test
  void ownFilesWithoutTestFilesHaveNoTestSplit() {
    DatasetConfig all = own(0, 0, 0);
    DatasetConfig config =
        new DatasetConfig("mine", all.images(), all.labels(), null, null, 0, 0, 0, 1);
    assertThat(loader().load(config, Fallback.NONE).test().size()).isZero();
  }

  /** The configuration checks names without knowing this package. */
  @Test
  void configurationsKnowTheNamesOfTheCatalog() {
    List<String> names =
        new ArrayList<>(CatalogEntry.all().stream().map(CatalogEntry::name).toList());
    names.add(SyntheticDigits.NAME);
    assertThat(DatasetConfig.CATALOG).isEqualTo(names);
  }

  private void assertRefused(DatasetConfig config, String fault) {
    assertThatThrownBy(() -> loader().load(config, Fallback.SYNTHETIC_DIGITS))
        .isInstanceOf(DataException.class)
        .hasMessageContaining(fault);
  }

  @Test
  void drawnDigitsStandInOnlyWhereAllowed() {
    LoadedData data = loader().load(named("mnist", 20, 5, 10), Fallback.SYNTHETIC_DIGITS);
    assertThat(data.name()).isEqualTo("synthetic-digits");
    assertThat(data.missing())
        .matches("it is not in .+ and could not be downloaded \\(no network\\)");
    assertThat(data.training().size()).isEqualTo(20);
    assertThat(data.validation().size()).isEqualTo(5);
    assertThat(data.test().size()).isEqualTo(10);
    assertThatThrownBy(() -> loader().load(named("mnist", 20, 5, 10), Fallback.NONE))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("fallback=synthetic-digits")
        .hasMessageContaining("--data");
  }

  @Test
  void drawnDigitsAskedForAreNoStandIn() {
    LoadedData data = loader().load(named("synthetic-digits", 30, 0, 10), Fallback.NONE);
    assertThat(data.standIn()).isFalse();
    // The splits are the first images of 60,000, whatever else is asked for.
    LoadedData more = loader().load(named("synthetic-digits", 40, 7, 10), Fallback.NONE);
    assertThat(more.training().pixels()).startsWith(data.training().pixels());
    assertThat(more.test().pixels()).isEqualTo(data.test().pixels());
    assertThat(data.sha256()).containsOnlyKeys("synthetic-digits");
    assertThat(more.sha256()).isNotEqualTo(data.sha256());
  }

  @Test
  void anotherContentUnderACataloguedNameIsRefusedEvenWithAFallback() throws Exception {
    Path mnist = Files.createDirectories(folder.resolve("data/mnist"));
    for (Part part : Part.values()) {
      boolean images = part.fileName().contains("images");
      write(mnist.resolve(part.fileName()), images ? IdxBytes.images(10) : IdxBytes.labels(10));
    }
    assertThatThrownBy(
            () ->
                loader(folder.resolve("data"))
                    .load(named("mnist", 0, 0, 0), Fallback.SYNTHETIC_DIGITS))
        .isInstanceOf(DataException.class)
        .hasMessageContaining(mnist.resolve("train-images-idx3-ubyte").toString())
        .hasMessageContaining("expected ba891046")
        .hasMessageContaining("dataset: {name:");
  }

  @Test
  void realDataLoadsWithItsCataloguedContent() {
    Path data = RealData.folderOrSkip();
    for (CatalogEntry entry : CatalogEntry.all()) {
      LoadedData loaded = loader(data).load(named(entry.name(), 0, 5_000, 0), Fallback.NONE);
      assertThat(loaded.training().size()).isEqualTo(55_000);
      assertThat(loaded.test().size()).isEqualTo(10_000);
      assertThat(loaded.sha256()).hasSize(4).containsValues(entry.sha256().get(Part.TEST_LABELS));
    }
  }

  @Test
  void otherSidesAreRefusedEachForItself() {
    for (int[] shape : new int[][] {{10, 28, 14}, {10, 14, 28}}) {
      DatasetConfig config = own(0, 0, 0);
      write(Path.of(config.images()), IdxBytes.idx(0x803, shape, 3920));
      assertRefused(config, "has images of " + shape[1] + " x " + shape[2] + " pixels");
    }
  }
}
