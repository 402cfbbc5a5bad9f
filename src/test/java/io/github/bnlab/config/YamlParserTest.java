package io.github.bnlab.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.github.bnlab.Unreadable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Files that are no configuration at all, or would exhaust the reader. */
class YamlParserTest {
  @TempDir Path folder;
  private ConfigurationText configuration;

  @BeforeEach
  void open() {
    configuration = new ConfigurationText(folder);
  }

  static Stream<Arguments> malformed() {
    return Stream.of(
        arguments("", "c.yaml: the file is empty; expected keys such as network: SimpleNet"),
        arguments(
            "# only a comment\n",
            "c.yaml: the file is empty; expected keys such as network: SimpleNet"),
        arguments("- 1", "c.yaml:1:1: expected keys such as network: SimpleNet, found '[1]'"),
        arguments("hello", "c.yaml:1:1: expected keys such as network: SimpleNet, found 'hello'"),
        arguments("a: [1", "c.yaml:1:6: not valid YAML: expected ',' or ']', but got <stream end>"),
        arguments(
            "a: 1\n\tb: 2",
            "c.yaml:2:1: not valid YAML: found character '\\t(TAB)' that cannot start any token."
                + " (Do not use \\t(TAB) for indentation)"),
        arguments(
            "training:\n  batchSize: 64\n epochs: 2",
            "c.yaml:3:2: not valid YAML: expected <block end>, but found '<block mapping start>'"),
        arguments(
            "network: LeNet\n---\nnetwork: LeNet",
            "c.yaml:3:1: a second YAML document starts here; expected a single one"),
        arguments("a: 1\na: 2", "c.yaml:2:1: the key 'a' is given twice, first at c.yaml:1:1"),
        arguments(
            "training.epochs: 1\ntraining: {epochs: 2}",
            "c.yaml:2:12: the key 'training.epochs' is given twice, first at c.yaml:1:1"),
        arguments(
            "training.clipping: value\ntraining: {clipping.kind: none}",
            "c.yaml:2:12: the key 'training.clipping.kind' is given twice, first at c.yaml:1:1"),
        arguments(
            "dataset: !!java.net.URL 3",
            "c.yaml:1:10: the tag tag:yaml.org,2002:java.net.URL is not supported; remove it"),
        arguments("? [a]\n: 1", "c.yaml:1:3: a key is a list or a map; expected a name"),
        arguments("a: *b", "c.yaml:1:4: not valid YAML: found undefined alias b"));
  }

  @ParameterizedTest
  @MethodSource("malformed")
  void saysWhatIsMalformedAndWhere(String yaml, String message) {
    assertThat(configuration.error(yaml)).isEqualTo(message);
  }

  @Test
  void aliasesWork() {
    TrialConfig trial =
        configuration.one(
            "network: LeNet\nbatchNorm: {where: &places [conv1]}\ndropout: {after: *places}");
    assertThat(trial.dropout().after()).containsExactly("conv1");
  }

  @Test
  void aliasesThatUnfoldToBillionsAreRefused() {
    StringBuilder laughs = new StringBuilder("a0: &a0 [ha, ha]\n");
    for (int i = 1; i < 24; i++) {
      laughs.append("a%d: &a%d [*a%d, *a%d]\n".formatted(i, i, i - 1, i - 1));
    }
    assertThat(configuration.error(laughs.toString()))
        .endsWith("aliases expand to more than 100000 values");
  }

  @Test
  void aliasesThatRepeatALongTextAreRefused() {
    String text = "a: &a " + "x".repeat(500_000) + "\nb: [" + "*a, ".repeat(8) + "]";
    assertThat(configuration.error(text))
        .isEqualTo("c.yaml:1:4: aliases expand to more than 4194304 characters");
  }

  @Test
  void anAnchorThatContainsItselfIsRefused() {
    assertThat(configuration.error("a: &a [*a]"))
        .isEqualTo("c.yaml:1:4: values are nested more than 32 deep");
  }

  @Test
  void deepNestingIsRefusedBeforeItFillsTheStack() {
    assertThat(configuration.error("a: " + "[".repeat(500_000)))
        .isEqualTo("c.yaml:1:35: values are nested more than 32 deep");
  }

  @Test
  void aMissingPermissionIsTold() throws IOException {
    Path file = Unreadable.make(Files.createFile(folder.resolve("a.yaml")));
    assertThatThrownBy(() -> YamlParser.ofFile(file))
        .isInstanceOf(ConfigException.class)
        .hasMessage("%1$s: cannot be read: no permission for %1$s".formatted(file));
  }

  @Test
  void aLargeFileIsRefused() {
    assertThat(configuration.error("#".repeat(YamlParser.MAX_BYTES + 1)))
        .isEqualTo("c.yaml: is larger than 1048576 bytes; expected a smaller configuration file");
  }

  @Test
  void bytesThatAreNotUtf8AreNamedWithTheirLine() {
    byte[] latin = "network: LeNet\nname: caf\u00e9".getBytes(StandardCharsets.ISO_8859_1);
    assertThat(configuration.error(latin))
        .isEqualTo("c.yaml:2: byte 0xE9 is not UTF-8; save the file in UTF-8");
  }

  @Test
  void aByteOrderMarkAndWindowsLineEndsAreHarmless() {
    TrialConfig trial = configuration.one("\uFEFFnetwork: LeNet\r\ntraining:\r\n  epochs: 3\r\n");
    assertThat(trial.network()).isEqualTo(NetworkKind.LE_NET);
    assertThat(trial.training().epochs()).isEqualTo(3);
  }

  @Test
  void aMissingFileAndAFolderAreNamed() {
    Path missing = folder.resolve("missing.yaml");
    assertThatThrownBy(() -> ExperimentReader.read(missing, List.of()))
        .isInstanceOf(ConfigException.class)
        .hasMessage(missing + ": does not exist; a relative path starts at the working directory");
    assertThatThrownBy(() -> ExperimentReader.read(folder, List.of()))
        .isInstanceOf(ConfigException.class)
        .hasMessage(folder + ": is a folder; expected a configuration file");
  }
}
