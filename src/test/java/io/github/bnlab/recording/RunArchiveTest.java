package io.github.bnlab.recording;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.bnlab.recording.files.RunFiles;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RunArchiveTest {
  private static final List<String> WHOLE =
      List.of(RunFiles.TRIAL, RunFiles.STATUS, RunFiles.PROVENANCE);

  @TempDir private Path folder;

  /** An archive of files that hold their names. */
  private static byte[] archive(List<String> names, String... more) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      for (List<String> some : List.of(names, Arrays.asList(more))) {
        for (String name : some) {
          zip.putNextEntry(new ZipEntry(name));
          zip.write(name.getBytes(StandardCharsets.UTF_8));
        }
      }
    }
    return bytes.toByteArray();
  }

  private void unpack(byte[] archive) throws IOException {
    try (RunDirectory directory = new RunDirectory(folder, "a").begin()) {
      RunArchive.unpack(archive, directory);
      directory.commit();
    }
  }

  private void assertRefused(byte[] archive) {
    assertThatThrownBy(() -> unpack(archive)).isInstanceOf(IOException.class);
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void whatIsPackedIsUnpacked() throws IOException {
    unpack(archive(WHOLE, "model.zip", "parameters.npz"));
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    RunArchive.pack(folder.resolve("a"), packed);
    try (RunDirectory directory = new RunDirectory(folder, "b").begin()) {
      RunArchive.unpack(packed.toByteArray(), directory);
      directory.commit();
    }
    assertThat(folder.resolve("b")).isDirectoryContaining("glob:**/model.zip");
    for (String name : WHOLE) {
      assertThat(folder.resolve("b").resolve(name)).hasContent(name);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"../a.csv", "/tmp/a.csv", "a/b.csv", "", ".csv", "run.sh", "A.csv", "foo.csv"})
  void aFileOfAnotherNameIsRefused(String name) throws IOException {
    assertRefused(archive(WHOLE, name));
  }

  @Test
  void whatIsNotWholeIsRefused() throws IOException {
    for (String missing : WHOLE) {
      assertRefused(archive(WHOLE.stream().filter(name -> !name.equals(missing)).toList()));
    }
    assertRefused(new byte[100]);
  }

  @Test
  void whatIsCutOffOrChangedIsRefused() throws IOException {
    byte[] whole = archive(WHOLE);
    assertRefused(Arrays.copyOf(whole, 60));
    whole[45]++; // of the compressed content
    assertRefused(whole);
  }

  @Test
  void moreThanTheMostIsRefused() throws IOException {
    int bytes = String.join("", WHOLE).length();
    byte[] archive = archive(WHOLE);
    try (RunDirectory directory = new RunDirectory(folder, "a").begin()) {
      assertThatThrownBy(() -> RunArchive.unpack(archive, directory, bytes - 1))
          .hasMessageContaining("more than " + (bytes - 1) + " bytes");
      RunArchive.unpack(archive, directory, bytes);
    }
  }
}
