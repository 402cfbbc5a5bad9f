package io.github.bnlab.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataLocationsTest {
  @TempDir Path home;

  @Test
  void optionThenVariableThenCache() throws IOException {
    Path option = Files.createDirectory(home.resolve("option"));
    Path variable = Files.createDirectory(home.resolve("variable"));
    DataLocations locations =
        DataLocations.of(
            Optional.of(option), Map.of("BNLAB_DATA", variable.toString()), "Linux", home);
    Path cache = home.resolve(".cache/bnlab/data");
    assertThat(locations.all()).containsExactly(option, variable, cache);

    Path direct = Files.createFile(variable.resolve("train-images-idx3-ubyte"));
    assertThat(locations.find("mnist", Part.TRAINING_IMAGES)).contains(direct);
    Path mnist = Files.createDirectory(variable.resolve("mnist"));
    Path below = Files.createFile(mnist.resolve("train-images.idx3-ubyte"));
    assertThat(locations.find("mnist", Part.TRAINING_IMAGES)).contains(below);
    // Kaggle's archive of MNIST has each file a second time, in a folder of its name.
    Files.createDirectory(mnist.resolve("train-images-idx3-ubyte"));
    assertThat(locations.find("mnist", Part.TRAINING_IMAGES)).contains(below);
    Path packed = Files.createFile(option.resolve("train-images-idx3-ubyte.gz"));
    assertThat(locations.find("mnist", Part.TRAINING_IMAGES)).contains(packed);
    assertThat(locations.find("mnist", Part.TEST_LABELS)).isEmpty();
  }

  @Test
  void cacheIsWhereThePlatformWantsIt() {
    String elsewhere = home.resolve("elsewhere").toString();
    assertThat(cache(Map.of("XDG_CACHE_HOME", elsewhere), "Linux"))
        .isEqualTo(Path.of(elsewhere, "bnlab", "data"));
    assertThat(cache(Map.of("XDG_CACHE_HOME", "relative"), "Linux"))
        .isEqualTo(home.resolve(".cache/bnlab/data"));
    assertThat(cache(Map.of("XDG_CACHE_HOME", elsewhere), "Mac OS X"))
        .isEqualTo(home.resolve("Library/Caches/bnlab/data"));
    assertThat(cache(Map.of("LOCALAPPDATA", elsewhere), "Windows 11"))
        .isEqualTo(Path.of(elsewhere, "bnlab", "data"));
    assertThat(cache(Map.of(), "Windows 11")).isEqualTo(home.resolve("AppData/Local/bnlab/data"));
  }

  private Path cache(Map<String, String> environment, String system) {
    return DataLocations.of(Optional.empty(), environment, system, home).cache();
  }

  @Test
  void folderThatIsNamedMustExist() {
    Path typo = home.resolve("tpyo");
    assertThatThrownBy(() -> DataLocations.of(Optional.of(typo), Map.of(), "Linux", home))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("--data names " + typo);
    assertThatThrownBy(
            () ->
                DataLocations.of(
                    Optional.empty(), Map.of("BNLAB_DATA", typo.toString()), "Linux", home))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("BNLAB_DATA names " + typo);
  }

  @Test
  void aBlankVariableNamesNothing() {
    DataLocations locations =
        DataLocations.of(Optional.empty(), Map.of("BNLAB_DATA", " "), "Linux", home);
    assertThat(locations.all()).containsExactly(home.resolve(".cache/bnlab/data"));
    assertThat(cache(Map.of("XDG_CACHE_HOME", " "), "Linux"))
        .isEqualTo(home.resolve(".cache/bnlab/data"));
  }
}
