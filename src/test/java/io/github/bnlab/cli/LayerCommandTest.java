package io.github.bnlab.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.bnlab.golden.Golden;
import io.github.bnlab.network.NpyArray;
import io.github.bnlab.network.NpzFile;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.w3c.dom.Element;

/** {@code bnlab layer} as its users see it. */
class LayerCommandTest {
  private static final Pattern EXAMPLE =
      Pattern.compile("```sh\n\\./bnlab (layer.*)\n```\n\n```text\n([^`]+)```");

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  /** Copy the output into docs/layer.md when this fails. */
  @Test
  void theDocumentShowsWhatIsPrinted() throws IOException {
    String text = Files.readString(Path.of("docs/layer.md"));
    List<String> commands = EXAMPLE.matcher(text).results().map(found -> found.group(1)).toList();
    assertThat(commands).hasSizeGreaterThanOrEqualTo(2);
    for (String command : commands) {
      assertThat(text).contains(command + "\n```\n\n```text\n" + printed(command) + "```");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "layer --backward",
        "layer --convention notebook --mean -12345 --scale 9999 --backward",
        "layer --convention article --shape 16x6x12x12 --batches 1",
        "layer --implementation built-in --shape 4x9",
        "layer --implementation layer-norm --shape 3x20x2x2 --backward --scale 1e-9",
        "layer --compare",
        "layer --compare --shape 1x2x3x3 --mean 1e6"
      })
  void everyLineFitsATerminal(String command) {
    assertThat(printed(command).lines()).allMatch(line -> line.length() <= 80);
  }

  /** The numbers of the file, to the digits that are shown. */
  @Test
  void theNumbersAreThoseOfThePyTorchFile() {
    Path file = Golden.path("layers/torch-10x5.npz");
    Map<String, NpyArray> golden = NpzFile.read(file);
    String text = printed("layer --convention torch --backward --input " + file);
    assertThat(text).contains("Batch 4, training").contains("N = 10").contains("* 10 / 9 = ");
    for (String key : List.of("y0", "y3", "mean0", "mean3", "var0", "var3")) {
      assertThat(text).contains(" = " + shown(golden, key));
    }
    for (String key : List.of("dbeta0", "dgamma3", "gamma", "beta")) {
      assertThat(text).contains(" " + shown(golden, key) + " ");
    }
    assertThat(text).endsWith("Running mean and variance are unchanged.\n");
  }

  /** The notebook's running variance takes the variance that normalizes. */
  @Test
  void theRunningVarianceTakesTheVarianceOfTheTable() {
    assertThat(printed("layer --convention notebook --batches 1"))
        .contains(
            "0  4.6195    3.1480 ", "running variance = 0.9 * 1.0000 + 0.1 * 3.1480 = 1.2148");
  }

  private static String shown(Map<String, NpyArray> golden, String key) {
    return String.format(Locale.ROOT, "%.4f", golden.get(key).values()[0]);
  }

  @Test
  void bothImplementationsPrintTheSame() {
    String custom = printed("layer --backward");
    String builtIn = printed("layer --backward --implementation built-in");
    assertThat(builtIn).isEqualTo(custom.replaceFirst("custom", "built-in"));
  }

  @Test
  void conventionsAreComparedAtThreeSizesOrOnAFile() {
    assertThat(printed("layer --compare")).containsPattern("(?m)^ +128  torch +1.0000 .* 0$");
    String file = Golden.path("layers/torch-2x4.npz").toString();
    assertThat(printed("layer --compare --batches 3 --input " + file))
        .contains("3 batches of")
        .containsPattern("(?m)^ +2  notebook +0.7071 ")
        .doesNotContain("128");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "layer --shape 10",
        "layer --shape 10x0",
        "layer --shape 2x3x4",
        "layer --shape 99999999x99999999",
        "layer --shape 1x5 --convention torch",
        "layer --shape 2x3x4x4 --convention notebook",
        "layer --convention pytorch",
        "layer --implementation none",
        "layer --implementation built-in --convention torch",
        "layer --batches 0",
        "layer --batches 9 --shape 1024x1024",
        "layer --compare --shape 2x1000000",
        "layer --mean NaN",
        "layer --scale -1",
        "layer --input no-such.npz",
        "layer --input no-such.npz --mean 1",
        "layer --input no-such.npz --shape 2x2",
        "layer --compare --backward",
        "layer --figure layer.png"
      })
  void mistakesAreOneLineAndExitCodeTwo(String command) {
    assertThat(execute(command)).isEqualTo(ExitCode.USAGE);
    assertThat(out.toString()).isEmpty();
    assertThat(err.toString().strip()).hasLineCount(1).startsWith("bnlab: ");
  }

  @Test
  void backwardNeedsTheGradientsOfAFile(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("x.npz");
    NpyArray x = new NpyArray(new long[] {2, 2}, new double[] {1, 2, 3, 5});
    NpzFile.write(Files.newOutputStream(file), Map.of("x0", x), false);
    assertThat(execute("layer --backward --input " + file)).isEqualTo(ExitCode.USAGE);
    assertThat(err.toString()).contains(file.toString(), "dy0");
    assertThat(execute("layer --batches 2 --input " + file)).isEqualTo(ExitCode.USAGE);
    assertThat(printed("layer --input " + file)).contains("2.0000", "1.0000");
    assertThat(printed("layer --compare --input " + file)).doesNotContain("diff dx  ");
  }

  @Test
  void numbersOfAFileHaveNoGap(@TempDir Path folder) throws IOException {
    NpyArray x = new NpyArray(new long[] {2, 2}, new double[] {1, 2, 3, 5});
    for (Map<String, NpyArray> arrays :
        List.of(Map.of("x0", x, "x2", x), Map.of("x0", x, "dy0", x, "dy2", x))) {
      Path file = folder.resolve("x.npz");
      NpzFile.write(Files.newOutputStream(file), arrays, false);
      err.reset();
      assertThat(execute("layer --input " + file)).isEqualTo(ExitCode.USAGE);
      assertThat(err.toString().strip()).hasLineCount(1).contains("2, but no array x1; number");
    }
  }

  @Test
  void theFigureIsAnSvgOrAnErrorWithExitCodeFive(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("layer.svg");
    String command = "layer --convention article --shape 200x3 --figure ";
    assertThat(printed(command + file)).endsWith("Figure: " + file + "\n");
    DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
    factory.setFeature("http://apache.org/xml/features/nonvalidating/load-external-dtd", false);
    Element root = factory.newDocumentBuilder().parse(file.toFile()).getDocumentElement();
    assertThat(root.getTagName()).isEqualTo("svg");
    assertThat(root.getTextContent())
        .contains("custom layer, convention article, batches of 200x3")
        .contains("scaled and shifted", "sigmoid");
    assertThat(execute(command + folder.resolve("none/layer.svg"))).isEqualTo(ExitCode.RECORDS);
    assertThat(err.toString().strip()).hasLineCount(1).contains("Cannot write");
    assertThat(printed("layer --scale 0 --figure " + file)).contains("Figure: ");
  }

  private String printed(String command) {
    out.reset();
    assertThat(execute(command)).as(command + err).isEqualTo(ExitCode.OK);
    return out.toString(StandardCharsets.UTF_8).replace(System.lineSeparator(), "\n");
  }

  private int execute(String command) {
    PrintStream stdout = System.out;
    try {
      Terminal terminal = new Terminal(stream(out), stream(err), false, false, 80, false);
      return CommandLines.of(terminal).execute(command.split(" "));
    } finally {
      System.setOut(stdout);
    }
  }

  private static PrintStream stream(ByteArrayOutputStream bytes) {
    return new PrintStream(bytes, true, StandardCharsets.UTF_8);
  }
}
