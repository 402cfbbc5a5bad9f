package io.github.bnlab.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.bnlab.JavaProcess;
import io.github.bnlab.backend.Backends;
import io.github.bnlab.backend.CudaCheck;
import io.github.bnlab.backend.CudaFindings;
import io.github.bnlab.config.KnownNames;
import io.github.bnlab.config.TrialConfig.BackendKind;
import io.github.bnlab.dataset.Part;
import io.github.bnlab.experiment.TrialSummary;
import io.github.bnlab.recording.files.RunFiles;
import io.github.bnlab.recording.files.RunStatus;
import io.github.bnlab.recording.files.RunStatus.State;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.lang.reflect.Field;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.apache.commons.lang3.ArrayUtils;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

class CommandLinesTest {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  /** It starts Java with what a command needs. */
  @Test
  void theLauncherKnowsEveryCommand() throws IOException {
    String launcher = Files.readString(Path.of("bnlab"));
    List<String> names =
        CommandLines.of(failingWith("")).getSubcommands().entrySet().stream()
            .filter(command -> !command.getValue().getCommandSpec().usageMessage().hidden())
            .map(Map.Entry::getKey)
            .toList();
    String cases =
        launcher.lines().filter(line -> line.contains("| help |")).findFirst().orElse("");
    assertThat(cases.replaceAll("\\).*", "").strip().split(" \\| "))
        .containsExactlyInAnyOrderElementsOf(names);
  }

  @Test
  void theRootOfAFileSystemHoldsNoRecords() {
    Path root = Path.of("").toAbsolutePath().getRoot();
    assertThat(execute("report", root.toString())).isEqualTo(ExitCode.USAGE);
  }

  @Test
  void outputThatCannotBeWrittenIsNotSuccess() {
    Terminal terminal = failingWith("No space left on device");
    assertThat(CommandLines.of(terminal).execute("list")).isEqualTo(ExitCode.OK);
    assertThat(terminal.isWritten()).isFalse();
    assertThat(err.toString(StandardCharsets.UTF_8)).contains("cannot be written");
  }

  /** As head and grep -q do. */
  @Test
  void aReaderThatHasReadEnoughIsNoFailure() {
    Terminal terminal = failingWith("Broken pipe");
    assertThat(CommandLines.of(terminal).execute("list")).isEqualTo(ExitCode.OK);
    assertThat(terminal.isWritten()).isTrue();
    assertThat(err.toString(StandardCharsets.UTF_8)).isEmpty();
  }

  @Test
  void controlCharactersOfNamesNeverReachTheTerminal(@TempDir Path folder) throws IOException {
    String red = "\u001b[31m\u009b1mred";
    Path file = folder.resolve("red.yaml");
    Files.writeString(file, "description: \"\\e[31m\\x9b1mred\"\n");
    assertThat(execute("show", file.toString())).isEqualTo(ExitCode.OK);
    assertThat(out.toString(StandardCharsets.UTF_8)).contains(" [31m\u00a01mred\n");
    for (String[] line :
        new String[][] {
          {"report", red},
          {"show", red},
          {"show", "quickstart", red + "=1"},
          {"list", "--" + red},
          {"report", red, "--verbose"},
          {"data", "list", "--data", red}
        }) {
      assertThat(execute(line)).isPositive();
    }
    String printed = out.toString(StandardCharsets.UTF_8) + err.toString(StandardCharsets.UTF_8);
    assertThat(printed).contains("[31m").doesNotContainPattern("[\\p{Cntrl}\\x80-\\x9f&&[^\n\t]]");
  }

  /** Streams pass on 8192 bytes at a time. */
  @ParameterizedTest
  @ValueSource(ints = {8186, 8187, 8188, 8189, 8190, 8191, 8192, 8193})
  void aCharacterOfSeveralPiecesStaysWhole(int before) throws IOException {
    String text = "a".repeat(before) + "\ud83d\ude00\u00e9\u009b\u20ac\u001b\u00a9\t";
    PrintStream plain = Terminal.plain(new PrintStream(out, true, StandardCharsets.UTF_8));
    plain.print(text);
    for (char one : text.toCharArray()) {
      plain.print(one);
    }
    plain.write(text.getBytes(StandardCharsets.UTF_8));
    for (byte one : text.getBytes(StandardCharsets.UTF_8)) {
      plain.write(one);
    }
    plain.flush();
    assertThat(out.toString(StandardCharsets.UTF_8))
        .isEqualTo(text.replace('\u009b', '\u00a0').replace('\u001b', ' ').repeat(4));
  }

  /** Java puts U+FFFD in the place of what it cannot decode, which names another folder. */
  @Test
  @DisabledOnOs(value = OS.WINDOWS, disabledReason = "names of files are text there")
  void aNameThatIsNotTextIsRefused(@TempDir Path folder) throws Exception {
    Path other = folder.resolve("encoding.sh");
    Files.writeString(
        other,
        """
        name=$(printf '%s/x\\377' "$1")
        shift
        "$@" run quickstart --results "$name"
        echo "exit $?"
        mkdir "$name" && cd "$name" && "$@" list
        echo "exit $?"
        """);
    ProcessBuilder builder = JavaProcess.of(List.of(), Main.class);
    builder.command().addAll(0, List.of("sh", other.toString(), folder.toString()));
    builder.environment().put("LC_ALL", "C.UTF-8");
    Process process = builder.start();
    List<String> lines =
        JavaProcess.output(process).lines().filter(line -> !line.startsWith("WARNING")).toList();
    assertThat(lines).hasSize(4);
    assertThat(lines.get(0)).contains("/x\ufffd' is not text in UTF-8; rename");
    assertThat(lines.get(2)).contains("/x\ufffd' is not text in UTF-8; rename");
    assertThat(lines.get(1)).isEqualTo(lines.get(3)).isEqualTo("exit 2");
    assertThat(folder.resolve("x\ufffd")).doesNotExist();
  }

  @Test
  void aReportThatCannotBeWrittenIsExitCodeFive(@TempDir Path folder) throws IOException {
    Path trial = Files.createDirectories(folder.resolve("a"));
    Files.writeString(trial.resolve("trial.yaml"), "name: a\n");
    Files.createDirectories(folder.resolve("report.html"));
    assertThat(execute("report", folder.toString())).isEqualTo(ExitCode.RECORDS);
    assertThat(err.toString().strip()).hasLineCount(1).contains("Cannot write", "report.html");
    Files.delete(folder.resolve("report.html"));
    err.reset();
    Files.writeString(folder.resolve("report.html"), "mine");
    assertThat(execute("report", folder.toString())).isEqualTo(ExitCode.RECORDS);
    assertThat(err.toString().strip()).hasLineCount(1).contains("was not written by this program");
    assertThat(folder.resolve("report.html")).hasContent("mine");
    Files.delete(folder.resolve("report.html"));
    err.reset();
    Files.createFile(folder.resolve("figures"));
    assertThat(execute("report", folder.toString())).isEqualTo(ExitCode.RECORDS);
    assertThat(err.toString().strip()).hasLineCount(1).contains("figures is not a folder");
  }

  private Terminal failingWith(String message) {
    OutputStream failing =
        new OutputStream() {
          @Override
          public void write(int b) throws IOException {
            throw new IOException(message);
          }
        };
    PrintStream out = new PrintStream(new Terminal.ReaderMayLeave(failing));
    return new Terminal(out, new PrintStream(err), false, false, 80, false);
  }

  @ParameterizedTest
  @CsvSource({
    "lits,                            Did you mean list?",
    "trian quickstart,                Did you mean run?",
    "train quickstart,                Did you mean run?",
    "trial quickstart,                Did you mean run?",
    "plot results/quickstart,         Did you mean report?",
    "data fecth mnist,                Did you mean fetch?",
    "run mnist-convergance,           `bnlab list` shows; did you mean mnist-convergence?",
    "run training.epochs=2,           settings come after it: CONFIG training.epochs=2",
    "run quickstart lr=0.1,           did you mean training.learningRate=0.1?",
    "run quickstart epochs=2,         did you mean training.epochs=2?",
    "run quickstart learning_rate=1,  did you mean training.learningRate=1?",
    "run quickstart --lr 0.1,         Did you mean training.learningRate=0.1?",
    "run quickstart --epochs 2,       Did you mean training.epochs=2?",
    "run quickstart --learning-rate=1, Did you mean training.learningRate=1?",
    "run quickstart --epochs,         Did you mean training.epochs=VALUE?",
    "run quickstart --seed 1,         Did you mean training.seed=1?",
    "run quickstart --paralel 1,      Did you mean --parallel?",
    "run quickstart --parallel 9999999999, '9999999999' is not a whole number, or is too large.",
    "layer --seed 1.5,                '1.5' is not a whole number, or is too large.",
    "bench --seconds many,            'many' is not a number.",
    "export,                          Missing required subcommand. See `bnlab export --help`.",
    "run quickstart --keep,           bnlab: Missing required argument(s): --live",
    "limit quickstart --of name --low 1 --high 2, it must be the key of a number",
    "limit quickstart --of learningRate --low 1 --high 2, bnlab: unknown key",
    "limit quickstart --of training.epochs --low 2 --high 9, key of a setting that may have decimals",
    "range quickstart --low 1e-300 --high 1e300, and their ratio must be a number",
    "limit quickstart --of dropout.rate --low 0.5 --high 2, dropout.rate is 2.0; it must",
    "limit quickstart --of training.l2 --low 1 --high 2 --chance 10, less than 10",
    "report results other,            'other' is one argument too many.",
    "report results --epochs 2,       There is no option --epochs. See `bnlab report --help`."
  })
  void aMistakeIsOneLineWithASuggestion(String line, String suggestion) {
    assertThat(execute(line.split(" "))).isEqualTo(ExitCode.USAGE);
    assertThat(out.toString()).isEmpty();
    assertThat(err.toString().strip()).hasLineCount(1).contains(suggestion);
  }

  @Test
  void aSearchForASettingThatIsNotUsedGivesAHint() {
    String line =
        "limit quickstart --of training.schedule.factor --low 0.1 --high 0.9 --parallel 0";
    assertThat(execute(line.split(" "))).isEqualTo(ExitCode.USAGE); // of --parallel, after the hint
    assertThat(err.toString())
        .contains("factor=0.1: it has no effect with training.schedule.kind=constant");
  }

  @Test
  void listShowsConventionsAsTheirPageDoes() {
    assertThat(execute("list")).isEqualTo(ExitCode.OK);
    assertThat(out.toString())
        .contains("BN-LeNet is BNLeNet")
        .containsPattern("notebook +1e-10 +0\\.9 +unbiased +unbiased +values +ones")
        .containsPattern("d2l +1e-5 +0\\.9 +biased +biased +- +ones");
  }

  @Test
  void noCommandShowsTheHelp() {
    assertThat(execute()).isEqualTo(ExitCode.OK);
    String help = out.toString();
    out.reset();
    assertThat(execute("--help")).isEqualTo(ExitCode.OK);
    assertThat(out.toString()).isEqualTo(help).contains("Usage: bnlab", "limit", "completion");
    assertThat(err.toString()).isEmpty();
  }

  @Test
  void theHelpExplainsEveryExitCode() throws IllegalAccessException {
    assertThat(execute("--help")).isEqualTo(ExitCode.OK);
    for (Field code : ExitCode.class.getDeclaredFields()) {
      if (code.getType() == int.class) {
        assertThat(out.toString()).containsPattern("(?m)^ +" + code.getInt(null) + "\\b");
      }
    }
  }

  static Stream<String> commands() {
    Map<String, CommandLine> all = CommandLines.of(Terminal.ofProcess()).getSubcommands();
    return all.keySet().stream()
        .filter(name -> !all.get(name).getCommandSpec().usageMessage().hidden());
  }

  @ParameterizedTest
  @MethodSource("commands")
  void everyCommandHasHelpWithoutBrokenLines(String command) {
    assertThat(execute("help", command)).isEqualTo(ExitCode.OK);
    assertThat(err.toString()).isEmpty();
    String help = out.toString();
    assertThat(help).contains("Usage: bnlab " + command);
    out.reset();
    assertThat(execute(command, "--help")).isEqualTo(ExitCode.OK);
    assertThat(out.toString()).isEqualTo(help);
    CommandSpec spec =
        CommandLines.of(Terminal.ofProcess()).getSubcommands().get(command).getCommandSpec();
    // Picocli wraps: a line that ends in the middle of a sentence would be broken twice.
    assertThat(spec.usageMessage().description())
        .allMatch(line -> line.replace("%n", "").endsWith("."));
    spec.args().forEach(arg -> assertThat(arg.description()).allMatch(line -> line.endsWith(".")));
  }

  /** Messages about earlier runs and data advise them, whichever command trains. */
  @ParameterizedTest
  @ValueSource(strings = {"run", "limit", "range", "reproduce"})
  void whatTrainsTakesTheOptionsThatItsMessagesAdvise(String command) {
    assertThat(
            CommandLines.of(Terminal.ofProcess())
                .getSubcommands()
                .get(command)
                .getCommandSpec()
                .optionsMap())
        .containsKeys("--rerun", "--results", "--data", "--backend", "--download-cuda");
  }

  @Test
  void theDoctorDoesNotContradictItself() {
    assertThat(DoctorCommand.conclusion(List.of("do this"), false)).containsExactly("! do this");
    assertThat(DoctorCommand.conclusion(List.of(), true)).containsExactly("Nothing is missing.");
    assertThat(DoctorCommand.conclusion(List.of(), false).get(0))
        .startsWith("Nothing is missing for --backend cpu;");
  }

  @Test
  void theDoctorGoesOnWhereTheFolderOfDataIsMissing(@TempDir Path folder) throws Exception {
    ProcessBuilder builder = JavaProcess.of(List.of(), Main.class, "doctor");
    String gone = folder.resolve("gone").toString();
    builder.environment().put("BNLAB_DATA", gone);
    Process process = builder.start();
    assertThat(JavaProcess.output(process))
        .containsPattern("(?m)^Data +BNLAB_DATA is not a folder")
        .containsPattern("(?m)^Disk +")
        .contains("! BNLAB_DATA names " + gone + ", which is not a folder");
    assertThat(process.waitFor()).isEqualTo(ExitCode.DATA);
  }

  /** Other digits would break the sequences that move the cursor, too. */
  @Test
  void digitsAreTheSameInEveryLocale() throws Exception {
    List<String> persian = List.of("-Duser.language=fa", "-Duser.country=IR");
    String[] line = {"show", "quickstart", "training.epochs=2", "training.steps=3"};
    Process process = JavaProcess.of(persian, Main.class, (Object[]) line).start();
    assertThat(JavaProcess.output(process))
        .contains("training.epochs is 2 and training.steps is 3");
    assertThat(process.waitFor()).isEqualTo(ExitCode.USAGE);
  }

  @Test
  void theCompletionScriptKnowsCommandsOptionsAndConfigurations() {
    assertThat(execute("completion")).isEqualTo(ExitCode.OK);
    assertThat(out.toString())
        .contains("complete -F _complete_bnlab", "--checkpoint-minutes", "\"mnist-convergence\"")
        .doesNotContain("bench-worker");
  }

  @Test
  void versionNamesTheProgramAndJava() {
    assertThat(execute("--version")).isEqualTo(ExitCode.OK);
    assertThat(out.toString()).contains("batchnorm-lab", System.getProperty("java.version"));
  }

  @Test
  void listNamesEveryShippedConfigurationAndLoadsNoNd4j() throws IOException {
    assertThat(execute("list")).isEqualTo(ExitCode.OK);
    assertThat(out.toString()).contains("quickstart", "BNLeNet", "fashion-mnist", "article");
    List<String> names = out.toString().lines().map(line -> line.strip().split(" ")[0]).toList();
    Path configs = Path.of("configs");
    try (Stream<Path> files = Files.walk(configs)) {
      assertThat(names)
          .containsAll(
              files
                  .filter(Files::isRegularFile)
                  .map(file -> configs.relativize(file).toString().replace('\\', '/'))
                  .map(file -> file.replaceAll("\\.yaml$", ""))
                  .toList());
    }
    Process process = JavaProcess.of(List.of("-Xlog:class+load"), Main.class, "list").start();
    List<String> loaded =
        JavaProcess.output(process)
            .lines()
            .filter(
                line ->
                    line.matches(".* (io\\.github\\.bnlab\\.cli|org\\.nd4j|org\\.bytedeco)\\..*"))
            .toList();
    assertThat(loaded)
        .anyMatch(line -> line.contains(" " + ListCommand.class.getName() + " "))
        .allMatch(line -> line.contains(" io.github.bnlab.cli."));
  }

  @Test
  void aTrialThatDivergedIsAResultAndOneThatFailedIsNot(@TempDir Path folder) {
    String[] run =
        quickstart(
            folder,
            "training.steps=20",
            "training.learningRate=1e30",
            "batchNorm.implementation=none");
    assertThat(execute(run)).isEqualTo(ExitCode.OK);
    assertThat(out.toString(StandardCharsets.UTF_8)).contains("diverged");
    assertThat(RunCommand.code(List.of(ended(State.DIVERGED)))).isEqualTo(ExitCode.OK);
    assertThat(RunCommand.code(List.of(ended(State.FAILED), ended(State.FINISHED))))
        .isEqualTo(ExitCode.FAILURE);
  }

  @Test
  void limitsOfTwoSettingsAreInTwoFolders(@TempDir Path folder) throws IOException {
    for (String key : List.of("training.learningRate", "training.momentum")) {
      String[] search =
          quickstart(
              folder,
              "training.epochs=2",
              "training.schedule.kind=cosine",
              "training.schedule.every=1",
              "--chance=0",
              "--allow-rising-loss");
      search[0] = "limit";
      err.reset();
      assertThat(
              execute(
                  ArrayUtils.addAll(search, "--of", key, "--low=.1", "--high=.2", "--tolerance=3")))
          .isEqualTo(ExitCode.OK);
      assertThat(err.toString(StandardCharsets.UTF_8).split("training.schedule.every is"))
          .as("told once, not in each round")
          .hasSize(2);
    }
    for (String setting : List.of("learningRate", "momentum")) {
      assertThat(Files.readString(folder.resolve("quickstart-limit-" + setting + "/limits.json")))
          .contains("\"setting\": \"training." + setting + "\"");
    }
  }

  /** As in a file, whose number of epochs it replaces too. */
  @Test
  void aRangeTestReplacesTheNumberOfEpochsOfTheCommandLine(@TempDir Path folder) {
    String[] range = quickstart(folder, "training.epochs=2", "--steps=20");
    range[0] = "range";
    assertThat(execute(range)).isEqualTo(ExitCode.OK);
    assertThat(folder.resolve("quickstart-range/range.csv")).isRegularFile();
  }

  @Test
  void whereABackendDoesNotLoadTheDoctorIsAskedForIt() throws Exception {
    List<String> none = List.of("-Dorg.bytedeco.javacpp.platform=none");
    Process process = JavaProcess.of(none, Main.class, "doctor").start();
    String backend = KnownNames.label(Backends.onClassPath());
    assertThat(JavaProcess.output(process).replaceAll("\\s+", " "))
        .contains("! The ND4J backend " + backend + " does not load: ")
        .contains("`bnlab doctor --backend " + backend + " --verbose` shows more.");
    assertThat(process.waitFor()).isEqualTo(ExitCode.BACKEND);
  }

  @Test
  void whereNoFolderForNativesCanBeWrittenTheMessageIsOfWholeSentences(@TempDir Path folder)
      throws Exception {
    Path none = Files.createFile(folder.resolve("file")).resolve("none");
    List<String> options = List.of("-Duser.home=" + none, "-Djava.io.tmpdir=" + none);
    Process process = JavaProcess.of(options, Main.class, "doctor").start();
    assertThat(JavaProcess.output(process).replaceAll("\\s+", " "))
        .contains(" Could not create the cache: Set the \"org.bytedeco.javacpp.cachedir\" system")
        .contains(" property. `bnlab doctor");
    assertThat(process.waitFor()).isEqualTo(ExitCode.BACKEND);
  }

  /** Arguments of the quickstart on a few images that the program draws. */
  private static String[] quickstart(Path results, String... settings) {
    String[] run = {
      "run",
      "quickstart",
      "--quiet",
      "--results=" + results,
      "dataset=synthetic-digits",
      "dataset.trainingExamples=20",
      "dataset.testExamples=10"
    };
    return ArrayUtils.addAll(run, settings);
  }

  private static TrialSummary ended(State state) {
    RunStatus status = new RunStatus(RunFiles.FORMAT, state, 1, 1, "", "", false, "");
    return new TrialSummary(null, null, false, status, null, 0, 0);
  }

  @Test
  void showTellsWhereASettingComesFrom() {
    assertThat(execute("show", "configs/quickstart.yaml", "training.epochs=7")).isZero();
    assertThat(out.toString())
        .containsPattern("training.epochs +7 +override training.epochs=7")
        .containsPattern("training.optimizer +sgd +default");
  }

  @Test
  void aShownTrialCanBeRunAsItIs(@TempDir Path folder) throws IOException {
    assertThat(execute("show", "fashion-lenet", "training.seed=1", "--yaml")).isZero();
    Path file = folder.resolve("again.yaml");
    Files.writeString(file, out.toString());
    out.reset();
    assertThat(execute("show", file.toString(), "--yaml")).isZero();
    assertThat(out.toString()).isEqualTo(Files.readString(file));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "run no-such-configuration",
        "run configs/quickstart.yaml training.epoch=1",
        "run configs/quickstart.yaml training.epochs=0",
        "run configs/quickstart.yaml --backend gpu",
        "run",
        "run no\u0000path",
        "run quickstart training.seed="
            + "1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23,24,25,26,27,28,29,30"
            + " training.batchSize=1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23,24"
            + ",25,26,27,28,29,30,31,32,33,34,35 --live",
        "show configs/quickstart.yaml --threads",
        "run quickstart --slots 2",
        "run quickstart --on local --slots 0",
        "run quickstart --on local --spark-wait 0",
        "run quickstart --on local --spark threads=1",
        "run quickstart --on local --spark spark.ui.enabled",
        "run quickstart --on local --resume",
        "run quickstart --on local --dry-run",
        "run quickstart --on local initialWeights=initial.npz",
        "run quickstart --on local --backend cuda",
        "report no-such-folder",
        "bench --batch 0",
        "bench --networks DeepNet --python python3",
        "bench --batch 60001",
        "bench --python no/such/python3",
        "bench --jax ./configs",
        "bench --seconds -1",
        "bench --seconds NaN",
        "bench --seconds Infinity",
        "data nothing",
        "help no-such-command",
        "live README.md",
        "live no-such-folder",
        "shell no-such.jsh",
        "shell configs",
        "evaluate no-such-folder",
        "evaluate configs",
        "evaluate configs --images one",
        "evaluate configs --data-set mnist --images one --labels other",
        "predict configs",
        "predict no-such-folder image.png",
        "export",
        "export csv configs",
        "export csv no-such-folder",
        "export tensorboard results/reference/why",
        "export tensorboard configs --to no-such-folder",
        "export tensorboard no-such-folder --to no-such-folder"
      })
  void mistakesOnTheCommandLineAreOneLineAndExitCodeTwo(String line) {
    assertThat(execute(line.split(" "))).isEqualTo(ExitCode.USAGE);
    assertThat(out.toString()).isEmpty();
    assertThat(err.toString().strip()).hasLineCount(1).startsWith("bnlab: ");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "run quickstart --results",
        "run quickstart --tensorboard",
        "limit quickstart --of training.learningRate --low 1 --high 2 --results",
        "range quickstart --results",
        "reproduce --results",
        "report",
        "compare results/reference/why --out",
        "export csv results/reference/why --to",
        "export tensorboard results/reference/why --to",
        "evaluate",
        "data list --data",
        "bench --json",
        "layer --figure"
      })
  void anEmptyPathIsAMistake(String line) {
    assertThat(execute((line + " ").split(" ", -1))).isEqualTo(ExitCode.USAGE);
    assertThat(err.toString().strip()).hasLineCount(1).contains("'' is no path");
  }

  /** The command fails before it measures or reads: nothing is printed. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "layer --figure",
        "bench --seconds 0 --networks SimpleNet --steps planned --json",
        "export csv results/reference/why --to"
      })
  void aFileThatCannotBeWrittenIsExitCodeFiveBeforeTheWork(String line, @TempDir Path folder)
      throws IOException {
    Path isFolder = Files.createDirectory(folder.resolve("folder.svg"));
    Path missing = folder.resolve("missing");
    for (Path file : List.of(isFolder, missing.resolve("file.svg"))) {
      assertThat(execute((line + " " + file).split(" "))).isEqualTo(ExitCode.RECORDS);
    }
    assertThat(out.toString()).isEmpty();
    assertThat(err.toString().lines().toList())
        .containsExactly(
            "bnlab: Cannot write " + isFolder + ": it is a folder; give the name of a file",
            "bnlab: Cannot write %s: %s is not a folder; create it, or choose another one"
                .formatted(missing.resolve("file.svg"), missing));
    assertThat(missing).doesNotExist();
  }

  /** {@code --to /dev/stdout} of the user root would else replace the device. */
  @Test
  @DisabledOnOs(value = OS.WINDOWS, disabledReason = "links need a privilege there")
  void aLinkIsWrittenThroughAndNotReplaced(@TempDir Path folder) throws IOException {
    Path link = Files.createSymbolicLink(folder.resolve("link.csv"), Path.of("target.csv"));
    execute("export", "csv", "results/reference/why", "--to", link.toString());
    assertThat(link).isSymbolicLink();
    assertThat(folder.resolve("target.csv")).isNotEmptyFile();
  }

  @ParameterizedTest
  @CsvSource({
    "data fetch nothing,                              expected one of mnist",
    "data fetch mnits,                                Did you mean mnist?",
    "data verify mnist mnits,                         Did you mean mnist?",
    "bench --data-set mnits,                          Did you mean mnist?",
    "evaluate configs --data-set fashion_mnits,       Did you mean fashion-mnist?"
  })
  void anUnknownDataSetIsExitCodeTwo(String line, String hint) {
    assertThat(execute(line.split(" "))).isEqualTo(ExitCode.USAGE);
    assertThat(out.toString()).isEmpty();
    assertThat(err.toString().strip()).hasLineCount(1).contains("is unknown", hint);
  }

  @ParameterizedTest
  @ValueSource(strings = {"data fetch synthetic-digits", "data verify made-up-digits"})
  void drawnDigitsNeedNoDownload(String line) {
    assertThat(printed(line.split(" ")))
        .isEqualTo(
            "synthetic-digits: drawn by the program, needs no download" + System.lineSeparator());
  }

  @Test
  void missingOrDamagedDataAreExitCodeThree(@TempDir Path empty) throws IOException {
    // A file of the first folder counts, also where another folder has the whole data set.
    Path damaged = Files.writeString(empty.resolve("train-images-idx3-ubyte"), "no images");
    assertThat(execute("data", "verify", "mnist", "--data", empty.toString()))
        .isEqualTo(ExitCode.DATA);
    assertThat(out.toString()).contains("mnist: " + damaged + ": ");
    for (Part part : Part.values()) { // all of them, else the others would be downloaded
      Files.writeString(empty.resolve(part.fileName()), "no images");
    }
    assertThat(execute("data", "fetch", "mnist", "--data", empty.toString()))
        .isEqualTo(ExitCode.DATA);
    assertThat(err.toString().strip())
        .hasLineCount(1)
        .contains(damaged + " is ")
        .contains("; delete it and run `bnlab data fetch mnist`");
    assertThat(execute("data", "list", "--data", empty.resolve("none").toString()))
        .isEqualTo(ExitCode.DATA);
  }

  @Test
  void aClusterIsExitCodeFourWithoutTheLauncher() {
    assertThat(execute("run", "quickstart", "--on", "spark://localhost:1"))
        .isEqualTo(ExitCode.BACKEND);
    assertThat(err.toString())
        .isEqualToIgnoringNewLines(
            "bnlab: --on needs another class path than this process has; start the program with"
                + " ./bnlab, which sets it.");
  }

  @Test
  void anotherBackendIsExitCodeFour() {
    assumeTrue(Backends.onClassPath() == BackendKind.CPU, "CUDA is this process's own backend");
    assertThat(execute("run", "configs/quickstart.yaml", "--backend", "cuda"))
        .isEqualTo(ExitCode.BACKEND);
    // What is missing for CUDA, or, where nothing is, the launcher that could start it.
    assertThat(err.toString().strip()).hasLineCount(1).containsAnyOf("--backend cpu", "./bnlab");
  }

  @Test
  void automaticBackendIsSaidAndTheOneReallyUsedIsRecorded(@TempDir Path results)
      throws IOException {
    CudaFindings cuda = CudaCheck.here(Path.of("")).findings();
    assumeTrue(cuda.problem().isPresent(), "CUDA could be used here, and needs the launcher");
    int code =
        execute(
            "run",
            "configs/quickstart.yaml",
            "--quiet",
            "--backend=auto",
            "--results=" + results,
            "dataset=synthetic-digits",
            "dataset.trainingExamples=20",
            "dataset.testExamples=10",
            "training.steps=1");
    assertThat(code).isEqualTo(ExitCode.OK);
    assertThat(err.toString()).contains("bnlab: backend auto: cpu: ");
    List<Path> trials;
    try (Stream<Path> files = Files.walk(results)) {
      trials = files.filter(file -> file.endsWith("trial.yaml")).toList();
    }
    assertThat(trials).isNotEmpty();
    for (Path trial : trials) {
      assertThat(Files.readString(trial)).containsPattern("(?m)^backend: cpu$");
    }
  }

  @Test
  void aDryRunWritesNothingAndRefusesWhatTheRunRefuses(@TempDir Path folder) throws IOException {
    String[] dry = {
      "run",
      "quickstart",
      "--dry-run",
      "--results=" + folder.resolve("results"),
      "--tensorboard=" + folder.resolve("logs"),
      "dataset=synthetic-digits",
      "dataset.trainingExamples=20",
      "dataset.testExamples=10",
      "training.steps=1"
    };
    assertThat(execute(dry)).isEqualTo(ExitCode.OK);
    assertThat(out.toString(StandardCharsets.UTF_8)).contains("2 to do", "nothing was run");
    dry[4] = "--resume";
    assertThat(execute(dry)).isEqualTo(ExitCode.USAGE);
    assertThat(err.toString(StandardCharsets.UTF_8)).contains("has a usable checkpoint");
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void aRerunWithOtherSettingsReplacesItsOwnRunOnly(@TempDir Path folder) throws IOException {
    String[] run = quickstart(folder, "training.steps=1", "training.learningRate=0.05");
    assertThat(execute(run)).isEqualTo(ExitCode.OK);
    Path first = folder.resolve("quickstart/implementation-none/timing.csv");
    byte[] before = Files.readAllBytes(first);
    run[8] = "training.learningRate=0.1";
    assertThat(execute(run)).isEqualTo(ExitCode.OK);
    Path second = folder.resolve("quickstart-2/implementation-none/timing.csv");
    byte[] replaced = Files.readAllBytes(second);
    run[2] = "--rerun";
    assertThat(execute(run)).isEqualTo(ExitCode.OK);
    assertThat(first).hasBinaryContent(before);
    assertThat(Files.readAllBytes(second)).isNotEqualTo(replaced);
    assertThat(folder.resolve("quickstart-3")).doesNotExist();
  }

  @Test
  void aShardWithoutTrialsMayBeTheFirst(@TempDir Path folder) {
    String[] run = quickstart(folder, "--shard=3/3");
    assertThat(execute(run)).isEqualTo(ExitCode.OK);
    assertThat(err.toString(StandardCharsets.UTF_8))
        .contains("quickstart misses 2 of 2 trials", "The last shard draws the report.");
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void whatAnInterruptedCommandDoesNextIsSaid() {
    RangeCommand range = new RangeCommand();
    range.terminal = new Terminal(stream(out), stream(err), false, false, 100, false);
    assertThat(range.interrupted("")).isEqualTo(ExitCode.INTERRUPTED);
    assertThat(err.toString()).contains("run the same command to continue.");
    err.reset();
    new CommandLine(range).parseArgs("--checkpoint-minutes=0", "quickstart");
    assertThat(range.interrupted("")).isEqualTo(ExitCode.INTERRUPTED);
    assertThat(err.toString()).contains("continue; without checkpoints, unfinished trials begin");
    err.reset();
    range.rerun = true;
    assertThat(range.interrupted("")).isEqualTo(ExitCode.INTERRUPTED);
    assertThat(err.toString()).contains("begins again with all trials").doesNotContain("continue");
  }

  @Test
  void aTrainedNetworkIsUsedAndItsCurvesAreExported(@TempDir Path folder) throws IOException {
    String[] training = {
      "run",
      "configs/quickstart.yaml",
      "--quiet",
      "--results=" + folder,
      "--tensorboard=" + folder.resolve("logs"),
      "dataset=synthetic-digits",
      "dataset.trainingExamples=200",
      "dataset.testExamples=100",
      "training.epochs=1"
    };
    assertThat(execute(training)).isZero();
    Path experiment = folder.resolve("quickstart");
    Path run = experiment.resolve("implementation-custom");

    assertThat(printed("evaluate", run.toString()))
        .contains("100 test images of synthetic-digits: loss ", "accuracy ")
        .containsPattern("(?m)^9 +\\d+ ");
    String[] last = Files.readString(run.resolve("epochs.csv")).strip().split("\n")[2].split(",");
    assertThat(printed("evaluate", run.toString(), "--json"))
        .contains("\"loss\": " + last[5] + ",", "\"accuracy\": " + last[6] + ",");

    Path image = folder.resolve("light.png");
    BufferedImage light = new BufferedImage(56, 40, BufferedImage.TYPE_INT_RGB);
    light.createGraphics().fillRect(0, 0, 56, 40);
    ImageIO.write(light, "png", image.toFile());
    assertThat(printed("predict", run.toString(), image.toString()))
        .contains("answer", "scaled from 56 x 40, inverted (its background is light)");
    assertThat(printed("predict", run.toString(), image.toString(), "--json"))
        .contains("\"inverted\": true", "\"probability\": 0.");
    assertThat(execute("predict", run.toString(), run.resolve("trial.yaml").toString()))
        .isEqualTo(ExitCode.USAGE);
    assertThat(err.toString().strip()).hasLineCount(1).contains("trial.yaml cannot be read");

    String table = printed("export", "csv", experiment.toString());
    assertThat(table.lines().findFirst().orElseThrow())
        .isEqualTo("trial,batchNorm.implementation,seed,step,epoch,metric,value");
    assertThat(table.lines()).contains("implementation-custom,custom,1,2,1,test_loss," + last[5]);
    Path file = folder.resolve("table.csv");
    assertThat(printed("export", "csv", experiment.toString(), "--to", file.toString()))
        .isEqualTo("Table: " + file + System.lineSeparator());
    assertThat(file).hasContent(table);
    Files.delete(file);
    assertThat(execute("export", "csv", folder + "/none", "--to", file.toString()))
        .isEqualTo(ExitCode.USAGE);
    try (Stream<Path> left = Files.list(folder)) {
      assertThat(left).containsExactlyInAnyOrder(experiment, image, folder.resolve("logs"));
    }
    assertThat(execute("export", "csv", experiment.toString(), "--to", folder + "/no/such.csv"))
        .isEqualTo(ExitCode.RECORDS);
    checkEventFiles(experiment, folder.resolve("logs"));
  }

  /** Those of {@code run --tensorboard} are those of an export; others are never replaced. */
  private void checkEventFiles(Path experiment, Path logs) throws IOException {
    String file = "quickstart/implementation-custom/events.out.tfevents.0.bnlab";
    Path again = logs.resolveSibling("again");
    assertThat(printed("export", "tensorboard", experiment.toString(), "--to", again.toString()))
        .isEqualTo("Event files: " + again + " (trials: 2)" + System.lineSeparator());
    assertThat(again.resolve(file)).hasSameBinaryContentAs(logs.resolve(file)).isNotEmptyFile();
    Files.writeString(again.resolve(file), "of another program");
    out.reset();
    err.reset();
    assertThat(execute("export", "tensorboard", experiment.toString(), "--to", again.toString()))
        .isEqualTo(ExitCode.USAGE);
    assertThat(err.toString().strip()).hasLineCount(1).contains(file, "choose another folder");
    assertThat(again.resolve(file)).hasContent("of another program");
    String yaml = experiment.resolve("implementation-custom/trial.yaml").toString();
    assertThat(execute("export", "tensorboard", experiment.toString(), "--to", yaml))
        .isEqualTo(ExitCode.RECORDS);
  }

  private String printed(String... arguments) {
    out.reset();
    err.reset();
    assertThat(execute(arguments)).as(() -> err.toString()).isEqualTo(ExitCode.OK);
    assertThat(err.toString()).isEmpty();
    return out.toString(StandardCharsets.UTF_8);
  }

  private int execute(String... arguments) {
    PrintStream stdout = System.out;
    try {
      return CommandLines.of(new Terminal(stream(out), stream(err), false, false, 100, false))
          .execute(arguments);
    } finally {
      System.setOut(stdout);
    }
  }

  @Test
  void aRecordedExperimentIsRunAgainAndComparedNumberByNumber(@TempDir Path folder)
      throws IOException {
    Path recorded = folder.resolve("recorded/quickstart");
    assertThat(
            execute(
                "run",
                "quickstart",
                "--results=" + recorded.getParent(),
                "--quiet",
                "dataset=synthetic-digits",
                "dataset.trainingExamples=300",
                "dataset.testExamples=100",
                "recording.mistakes=false",
                "training.epochs=1"))
        .isEqualTo(ExitCode.OK);
    String[] again = {
      "reproduce", recorded.toString(), "--quiet", "--results=" + folder.resolve("again")
    };
    out.reset();
    assertThat(execute(again)).isEqualTo(ExitCode.OK);
    assertThat(out.toString(StandardCharsets.UTF_8))
        .contains(": 2 of 2 trial(s) equal, ")
        .doesNotContain("--rerun");

    Path losses = recorded.resolve("implementation-none/iterations.csv");
    List<String> lines = Files.readAllLines(losses);
    assertThat(lines.get(2)).startsWith("2,1,");
    lines.set(2, "2,1,99.0");
    Files.write(losses, lines);
    out.reset();
    assertThat(execute(again)).isEqualTo(ExitCode.FAILURE);
    assertThat(out.toString(StandardCharsets.UTF_8).replaceAll("\\s+", " "))
        .contains(": 1 of 2 trial(s) equal, ")
        .contains("implementation-none 1 ")
        .contains("recorded as 99.0")
        .contains("0 trial(s) ran now, 2 in an earlier command (in ", "); --rerun runs them again");

    assertThat(
            execute(
                "reproduce", recorded.toString(), "--rerun", "--results=" + folder + "/recorded"))
        .isEqualTo(ExitCode.USAGE);
    assertThat(err.toString(StandardCharsets.UTF_8))
        .contains("implementation-custom would be compared with itself: new runs are written to ");
    assertThat(losses).content().contains("2,1,99.0");
    Path empty = Files.createDirectory(folder.resolve("empty"));
    Path other = folder.resolve("other");
    assertThat(execute("reproduce", recorded.toString(), empty.toString(), "--results=" + other))
        .isEqualTo(ExitCode.USAGE);
    assertThat(err.toString(StandardCharsets.UTF_8)).contains("empty holds no finished trial");
    Path twin = recorded.resolve("../quickstart");
    assertThat(execute("reproduce", recorded.toString(), twin.toString(), "--results=" + other))
        .isEqualTo(ExitCode.USAGE);
    assertThat(err.toString(StandardCharsets.UTF_8))
        .contains(
            "quickstart both record the experiment 'quickstart', and their new runs would share ");
    if (Backends.onClassPath() == BackendKind.CPU) {
      assertThat(execute("reproduce", recorded.toString(), "--backend=cuda", "--results=" + other))
          .isEqualTo(ExitCode.BACKEND);
    }
    assertThat(other).doesNotExist();

    Path status = recorded.resolve("implementation-none/status.json");
    String finished = Files.readString(status);
    Files.writeString(status, finished.replace("\"finished\"", "\"interrupted\""));
    out.reset();
    assertThat(execute(again)).isEqualTo(ExitCode.OK);
    assertThat(out.toString(StandardCharsets.UTF_8)).contains(": 1 of 1 trial(s) equal, ");
    assertThat(err.toString(StandardCharsets.UTF_8))
        .contains("implementation-none is left out: it did not finish");
    Files.writeString(status, "");
    assertThat(execute(again)).isEqualTo(ExitCode.FAILURE);
    Files.writeString(status, finished);
    Files.writeString(losses, "");
    assertThat(execute(again)).isEqualTo(ExitCode.FAILURE);
    assertThat(err.toString(StandardCharsets.UTF_8))
        .contains("status.json: it is empty", "iterations.csv is cut short in its first line");

    Files.write(losses, lines);
    Path settings = recorded.resolve("implementation-none/trial.yaml");
    Files.writeString(
        settings, Files.readString(settings).replace("name: synthetic-digits", "name: mnist"));
    Files.writeString(status, finished.replace("\"stand_in\": false", "\"stand_in\": true"));
    out.reset();
    assertThat(execute(again)).isEqualTo(ExitCode.FAILURE);
    assertThat(out.toString(StandardCharsets.UTF_8)).contains(": 1 of 2 trial(s) equal, ");
    Path provenance = recorded.resolve("implementation-none/provenance.json");
    Files.writeString(
        provenance,
        Files.readString(provenance)
            .replaceFirst("\"synthetic-digits\": \"\\w+\"", "\"synthetic-digits\": \"0\""));
    out.reset();
    assertThat(execute(again)).isEqualTo(ExitCode.FAILURE);
    assertThat(out.toString(StandardCharsets.UTF_8)).contains(": 1 of 1 trial(s) equal, ");
    assertThat(err.toString(StandardCharsets.UTF_8))
        .contains(
            "implementation-none is left out: it was trained on synthetic-digits, and now on"
                + " synthetic-digits with another synthetic-digits");

    assertThat(execute("reproduce", folder.resolve("nothing").toString()))
        .isEqualTo(ExitCode.USAGE);
    assertThat(err.toString(StandardCharsets.UTF_8)).contains("There is no recorded experiment ");
    assertThat(execute("reproduce", "./decay")).as("not the reference").isEqualTo(ExitCode.USAGE);
    assertThat(err.toString(StandardCharsets.UTF_8)).contains("experiment './decay'; give the");
    assertThat(execute("reproduce", "")).isEqualTo(ExitCode.USAGE);
    assertThat(err.toString(StandardCharsets.UTF_8)).contains("There is no recorded experiment ''");
  }

  private static PrintStream stream(ByteArrayOutputStream bytes) {
    return new PrintStream(bytes, true, StandardCharsets.UTF_8);
  }
}
