package io.github.bnlab.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataFileTest {
  private static final LoadedData DATA =
      new LoadedData(
          "digits",
          "mnist is not here",
          SyntheticDigits.draw(1, 0, 2),
          ImageSet.none(),
          SyntheticDigits.draw(1, 2, 1),
          Map.of("a", "12", "b", "34"));

  @TempDir private Path folder;

  @Test
  void whatIsReadIsWhatWasWritten() throws IOException {
    Path file = folder.resolve(DataFile.write(DATA, folder));
    assertThat(DataFile.read(file)).usingRecursiveComparison().isEqualTo(DATA);
    assertThat(folder.resolve(DataFile.write(DATA, folder))).isEqualTo(file);
    assertThat(folder).isDirectoryNotContaining("glob:**/data");
  }

  @Test
  void aDamagedFileIsRefused() throws IOException {
    Path file = folder.resolve(DataFile.write(DATA, folder));
    byte[] bytes = Files.readAllBytes(file);
    bytes[bytes.length / 2]++;
    Files.write(file, bytes);
    assertThatThrownBy(() -> DataFile.read(file))
        .isInstanceOf(DataException.class)
        .hasMessageStartingWith(file + " is damaged: ");
  }
}
