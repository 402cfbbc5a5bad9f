package io.github.bnlab.recording.files;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RunFilesTest {
  @ParameterizedTest
  @CsvSource({
    ".a.partial, a",
    ".a.checkpoints, a",
    ".a.replaced, a",
    "a, a",
    "a.partial, a.partial",
    // Of rsync --partial-dir, for example.
    ".partial, .partial",
    ".replaced, .replaced"
  })
  void anEntryBelongsToATrial(String entry, String trial) {
    assertThat(RunFiles.trialOf(entry)).isEqualTo(trial);
  }
}
