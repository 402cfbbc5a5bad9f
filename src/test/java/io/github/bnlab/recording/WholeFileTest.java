package io.github.bnlab.recording;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.bnlab.recording.files.RecordException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WholeFileTest {
  @TempDir private Path folder;

  @Test
  void itIsReplacedOnlyWhereItChanges() throws IOException {
    Path file = folder.resolve("a.txt");
    WholeFile.write(file, "one");
    Files.setLastModifiedTime(file, FileTime.fromMillis(0));
    WholeFile.write(file, "one");
    assertThat(Files.getLastModifiedTime(file).toMillis()).isZero();
    WholeFile.write(file, "two");
    assertThat(file).hasContent("two");
    assertThat(names()).containsExactly("a.txt");
  }

  @Test
  void aFailureNamesTheFileAndLeavesNothing() throws IOException {
    Path file = Files.createDirectory(folder.resolve("b.txt"));
    Files.createFile(file.resolve("mine"));
    assertThatThrownBy(() -> WholeFile.write(file, "one"))
        .isInstanceOf(RecordException.class)
        .hasMessageStartingWith("Cannot write " + file);
    assertThat(names()).containsExactly("b.txt");
    Path missing = folder.resolve("c");
    assertThatThrownBy(() -> WholeFile.write(missing.resolve("d.txt"), "one"))
        .isInstanceOf(RecordException.class)
        .hasMessage(
            "Cannot write " + missing.resolve("d.txt") + ": " + missing + " does not exist");
  }

  @Test
  void aLinkInThePlaceOfTheTemporaryFileIsNotFollowed() throws IOException {
    Path victim = Files.writeString(folder.resolve("victim"), "mine");
    Files.createSymbolicLink(folder.resolve(".a.txt.tmp"), victim);
    WholeFile.write(folder.resolve("a.txt"), "one");
    assertThat(victim).hasContent("mine");
    assertThat(folder.resolve("a.txt")).hasContent("one").isRegularFile();
    assertThat(Files.isSymbolicLink(folder.resolve("a.txt"))).isFalse();
  }

  @Test
  void whatAKilledProcessLeftIsKnown() {
    assertThat(WholeFile.isAbandoned(folder.resolve(".a.txt.tmp"))).isTrue();
    assertThat(WholeFile.isAbandoned(folder.resolve("a.txt.tmp"))).isFalse();
  }

  private String[] names() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).toArray(String[]::new);
    }
  }
}
