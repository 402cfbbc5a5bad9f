package io.github.bnlab.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.bnlab.JavaProcess;
import io.github.bnlab.cli.Main;
import io.github.bnlab.config.ConfigException;
import io.github.bnlab.recording.files.RecordException;
import io.github.bnlab.report.page.Page;
import io.github.bnlab.report.plots.Panel;
import io.github.bnlab.report.plots.Plot;
import io.github.bnlab.report.plots.Plots;
import io.github.bnlab.report.runs.Problem;
import io.github.bnlab.report.runs.RecordedTrial;
import io.github.bnlab.report.runs.Run;
import io.github.bnlab.report.runs.Run.Histogram;
import io.github.bnlab.report.runs.Runs;
import io.github.bnlab.report.summary.Answer;
import io.github.bnlab.report.summary.Captions;
import io.github.bnlab.report.summary.Convergence;
import io.github.bnlab.report.summary.Group;
import io.github.bnlab.report.summary.Summary;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import javax.xml.parsers.DocumentBuilderFactory;
import org.apache.commons.io.FileUtils;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportsTest {
  /** An experiment and its report, made once; each test changes a copy. */
  @TempDir private static Path shared;

  private static Path records;
  private static Path drawn;

  @TempDir private Path folder;
  private Path experiment;

  @BeforeAll
  static void draw() throws IOException {
    records = MadeUpRuns.experiment(shared.resolve("records/made-up"));
    drawn = copy(records, shared.resolve("drawn/made-up"));
    Reports.write(drawn);
  }

  @BeforeEach
  void write() throws IOException {
    experiment = copy(drawn, folder.resolve("made-up"));
  }

  private static Path copy(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.toList()) {
        Path copied = to.resolve(from.relativize(file).toString());
        Files.createDirectories(copied.getParent());
        Files.copy(file, copied);
      }
    }
    return to;
  }

  private Run run(String name) throws IOException {
    return Runs.read(List.of(experiment), trial -> true).runs().stream()
        .filter(run -> run.trial().equals(name))
        .findFirst()
        .orElseThrow();
  }

  private List<String> problems() throws IOException {
    return Runs.read(List.of(experiment), trial -> true).problems().stream()
        .map(Problem::toString)
        .toList();
  }

  private void replace(String file, String from, String to) throws IOException {
    Path path = experiment.resolve(file);
    String text = Files.readString(path);
    assertThat(text).contains(from);
    Files.writeString(path, text.replace(from, to));
  }

  @Test
  void trialsOfALargeExperimentLieDeeperAndMissingOnesAreNamed() throws IOException {
    List<Path> all = Runs.folders(experiment, new ArrayList<>());
    Path moved = experiment.resolve("_3f").resolve(all.get(0).getFileName());
    Files.createDirectory(moved.getParent());
    Files.move(all.get(0), moved);
    List<Path> now = Runs.folders(experiment, new ArrayList<>());
    assertThat(now).hasSameSizeAs(all).contains(moved);
    assertThat(now.stream().map(Path::getFileName))
        .containsExactlyElementsOf(all.stream().map(Path::getFileName).toList());

    String names =
        now.stream().map(f -> f.getFileName().toString()).collect(Collectors.joining("\n"));
    Files.writeString(experiment.resolve("trials.txt"), names + "\nother\n");
    assertThat(problems())
        .contains(
            "made-up misses 1 of %d trials, not begun or not finished, which `bnlab run` without --shard runs: other."
                .formatted(all.size() + 1));
    Files.writeString(experiment.resolve("trials.txt"), names + "\n");
    assertThat(Runs.missing(experiment)).isEmpty();
    assertThat(Runs.missing(experiment, Set.of("none-seed1", "new")).map(Problem::what))
        .hasValueSatisfying(what -> assertThat(what).startsWith("misses 1 of 2").contains(" new."));
  }

  @Test
  void numbersInNamesAreOrderedByTheirValues() throws IOException {
    List<String> names =
        List.of(
            "rate-0_seed-1",
            "rate-1.0E-4_seed-1",
            "rate-0.003_seed-2",
            "rate-0.003_seed-10",
            "rate-0.03_seed-1",
            "rate-0.30_seed-1",
            "rate-0.3_seed-1",
            "rate-2_seed-9007199254740992",
            "rate-2_seed-9007199254740993",
            "rate-10_seed-1",
            "rate-1e999_seed-1");
    Path ordered = folder.resolve("ordered");
    for (String name : names) {
      new MadeUpTrial(ordered, name).finished(0.8, "", "");
    }
    assertThat(Runs.folders(ordered, new ArrayList<>()))
        .extracting(path -> path.getFileName().toString())
        .containsExactlyElementsOf(names);
  }

  @Test
  void everyFigureIsAnImageAndASoundSvg() throws Exception {
    Reports.Report report = Reports.write(experiment);
    assertThat(report.notices()).isEmpty();
    try (Stream<Path> files = Files.list(experiment.resolve(Reports.FIGURES))) {
      List<Path> all = files.toList();
      Summary summary = new Summary("", Runs.read(List.of(experiment), trial -> true));
      int plots = Plots.of(summary).size() + Plots.ofFigures(summary).size();
      assertThat(all).hasSize(2 * plots).hasSizeGreaterThan(20);
      for (Path file : all) {
        if (file.toString().endsWith(".png")) {
          assertThat(ImageIO.read(file.toFile()).getWidth()).isGreaterThan(800);
        } else {
          assertSoundSvg(file);
        }
      }
    }
  }

  private static void assertSoundSvg(Path file) throws Exception {
    DocumentBuilderFactory xml = DocumentBuilderFactory.newInstance();
    xml.setFeature("http://apache.org/xml/features/nonvalidating/load-external-dtd", false);
    assertThat(xml.newDocumentBuilder().parse(file.toFile()).getDocumentElement().getTagName())
        .isEqualTo("svg");
  }

  @Test
  void aNameWithControlCharactersLeavesFiguresSound() throws Exception {
    Path named = folder.resolve("named");
    new MadeUpTrial(named, "a").finished(0.8, null, null);
    Path status = named.resolve("a/status.json");
    String escaped = "my\\u0001\\u001b[31mdata";
    Files.writeString(status, Files.readString(status).replace("fashion-mnist", escaped));
    Reports.write(named);
    Path figure = named.resolve("figures/test-accuracy.svg");
    assertSoundSvg(figure);
    assertThat(figure).content().contains("[31mdata");
  }

  /** A path with curves is a dot: lines, axes and grids have none. */
  @Test
  void singleValuesOfFeaturesAreMarked() throws IOException {
    Path single = folder.resolve("single");
    MadeUpTrial trial = new MadeUpTrial(single, "a").with("batchNorm.implementation", "custom");
    String rows =
        "epoch,layer,feature,gamma,beta,running_mean,running_variance\n1,conv1,0,1,2,0,1\n";
    trial.finished(0.8, null, null).file("batchnorm.csv", rows);
    Reports.write(single);
    Path figure = single.resolve("figures/normalization.svg");
    assertThat(Files.readString(figure)).containsPattern("<path d=\"M[^\"]* C");
    trial.file("batchnorm.csv", rows + "2,conv1,0,2,3,0,1\n");
    Reports.write(single);
    assertThat(Files.readString(figure)).doesNotContainPattern("<path d=\"M[^\"]* C");
  }

  @Test
  void figuresOfAnEarlierReportAreRemoved() throws IOException {
    Path figures = experiment.resolve(Reports.FIGURES);
    Path earlier = figures.resolve("old-figure.svg");
    String accuracy = Files.readString(figures.resolve("test-accuracy.svg"));
    Files.writeString(earlier, accuracy.replace("<!-- test-accuracy ", "<!-- old-figure "));
    Files.writeString(figures.resolve("old-figure.png"), "of the same report");
    Files.writeString(figures.resolve(".old-figure.png.tmp"), "of a process that was killed");
    List<String> mine = List.of("mine.svg", "mine.png", "notes.txt");
    for (String name : mine) {
      Files.writeString(figures.resolve(name), "<svg/>");
    }
    Reports.write(experiment);
    assertThat(figures).isDirectoryNotContaining("glob:**old-figure*");
    assertThat(mine).allSatisfy(name -> assertThat(figures.resolve(name)).exists());
  }

  @Test
  void onlyFiguresThatChangedAreDrawnAgain() throws IOException {
    Path accuracy = experiment.resolve("figures/test-accuracy.png");
    Path loss = experiment.resolve("figures/training-loss-by-step.png");
    byte[] sign = {1};
    Files.write(accuracy, sign);
    Files.write(loss, sign);
    replace("none-seed1/iterations.csv", "\n600,10,", "\n600,10,1");
    Reports.write(experiment);
    assertThat(Files.readAllBytes(accuracy)).isEqualTo(sign);
    assertThat(ImageIO.read(loss.toFile()).getWidth()).isGreaterThan(800);
  }

  @Test
  void withoutFontsOneLineSaysWhatToInstall() throws Exception {
    assumeTrue(System.getProperty("os.name").equals("Linux"), "fonts are hidden as Linux does it");
    Path undrawn = copy(records, folder.resolve("undrawn/made-up"));
    Path noFonts = Files.writeString(folder.resolve("fonts.conf"), "<fontconfig></fontconfig>");
    // Java keeps what it found about fonts in the home folder.
    ProcessBuilder builder =
        JavaProcess.of(List.of("-Duser.home=" + folder), Main.class, "report", undrawn);
    builder.environment().put("FONTCONFIG_FILE", noFonts.toString());
    Process process = builder.start();
    String output = JavaProcess.output(process);
    assertThat(process.waitFor()).as(output).isZero();
    assertThat(output.lines().filter(line -> line.contains("no fonts for Java")))
        .as(output)
        .singleElement()
        .asString()
        .contains("Install fontconfig and a font");
    assertThat(undrawn.resolve(Reports.PAGE)).exists();
  }

  @Test
  void theSameRecordsGiveTheSameBytes() throws IOException {
    Path other = copy(records, folder.resolve("other/made-up"));
    assertThat(Reports.write(other).page())
        .hasSameBinaryContentAs(Reports.write(experiment).page())
        .hasSameBinaryContentAs(drawn.resolve(Reports.PAGE));
    try (Stream<Path> figures = Files.list(drawn.resolve(Reports.FIGURES))) {
      assertThat(figures)
          .isNotEmpty()
          .allSatisfy(
              figure ->
                  assertThat(other.resolve(Reports.FIGURES).resolve(figure.getFileName()))
                      .hasSameBinaryContentAs(figure));
    }
  }

  @Test
  void seedsFormGroupsAndTheRatioComparesThem() throws IOException {
    List<Group> groups = Group.of(Runs.read(List.of(experiment), trial -> true).runs());
    assertThat(groups)
        .extracting(Group::label)
        .containsExactly("batch norm (custom)", "without batch norm");
    assertThat(groups).allMatch(group -> group.runs().size() == 3);
    List<Convergence> rows = Convergence.of(groups);
    assertThat(rows).extracting(Convergence::target).containsExactly(0.8, 0.85, 0.8, 0.85);
    assertThat(rows.get(0).ratio().mean())
        .isCloseTo(Math.cbrt(steps(groups.get(1)) / steps(groups.get(0))), within(1e-12));
    assertThat(rows.get(2).ratio()).isNull();
    // A shorter one at another rate is no control, though it comes first by its name.
    new MadeUpRuns(experiment).length(1, 60).finished("none", 1, 0.5);
    List<Convergence> more =
        Convergence.of(Group.of(Runs.read(List.of(experiment), trial -> true).runs()));
    assertThat(more).hasSize(6);
    assertThat(more.get(0).ratio()).isEqualTo(rows.get(0).ratio());
  }

  /** The product over the seeds. */
  private static double steps(Group group) {
    return group.runs().stream()
        .mapToDouble(run -> Convergence.firstReaching(run, 0.8).step())
        .reduce(1, (one, other) -> one * other);
  }

  @Test
  void conventionsOfAnAbsentNormalizationDoNotDivideGroups() throws IOException {
    replace("none-seed1/trial.yaml", "convention: d2l", "convention: torch");
    assertThat(Group.of(Runs.read(List.of(experiment), trial -> true).runs())).hasSize(2);
  }

  @Test
  void standInDataAreNamedLoudly() throws IOException {
    Path other = folder.resolve("other");
    new MadeUpRuns(other).dataset("synthetic-digits", true).finished("none", 1);
    List<Run> runs = Runs.read(List.of(other), trial -> true).runs();
    assertThat(Captions.standIn(runs))
        .isEqualTo(
            "Stand-in data: these numbers are from synthetic digits, not from Fashion-MNIST.");
    assertThat(Files.readString(Reports.write(other).page())).contains("Stand-in data: these");
  }

  /** On a cluster of which one machine has no data, a mean over both would be of nothing. */
  @Test
  void standInDataFormGroupsOfTheirOwn() throws IOException {
    Path other = folder.resolve("other");
    new MadeUpRuns(other).dataset("synthetic-digits", true).finished("none", 1);
    MadeUpRuns real = new MadeUpRuns(other);
    real.finished("none", 2);
    real.finished("none", 3);
    Summary summary = new Summary("", Runs.read(List.of(other), trial -> true));
    assertThat(summary.groups())
        .extracting(Group::label)
        .containsExactly("synthetic-digits", "fashion-mnist");
    assertThat(summary.sentences()).hasSize(2);
    assertThat(Page.data(summary, true, List.of()))
        .contains("\"dataset.name\":\"synthetic-digits\"", "\"dataset.name\":\"fashion-mnist\"");
  }

  @Test
  void aCutFileIsUsedUpToTheCut() throws IOException {
    Path file = experiment.resolve("none-seed1/iterations.csv");
    String text = Files.readString(file);
    Files.writeString(file, text.substring(0, text.indexOf("\n100,") + 8));
    assertThat(problems())
        .singleElement()
        .asString()
        .contains(
            "none-seed1/iterations.csv", "line 101", "The 99 rows before are used; to run the");
    assertThat(run("none-seed1").losses().size()).isEqualTo(99);
    Reports.write(experiment);
  }

  /** Its last accuracy is not there; that of an earlier epoch must not stand for it. */
  @Test
  void aTrialWhoseLastEvaluationIsCutOffDoesNotCount() throws IOException {
    Path file = experiment.resolve("none-seed1/epochs.csv");
    String text = Files.readString(file);
    Files.writeString(file, text.substring(0, text.indexOf("\n10,600,") + 1));
    Summary summary = new Summary("", Runs.read(List.of(experiment), trial -> true));
    assertThat(summary.sentences().get(0)).contains(" after 10 epochs. ").contains("2 seeds");
    assertThat(problems())
        .singleElement()
        .asString()
        .startsWith("none-seed1/epochs.csv lacks the evaluation after the last step; to run");
  }

  /** Whether it has failed cannot be said; the other trials of the sweep are drawn. */
  @Test
  void aTrialWithoutItsLastTrainingLossDoesNotCount() throws IOException {
    Path rates = MadeUpSweeps.learningRates(folder.resolve("rates"));
    Path epochs = rates.resolve("custom-0.1-1/epochs.csv");
    Files.writeString(epochs, Files.readString(epochs).replace("\n1,20,0.7,", "\n1,20,,"));
    assertThat(Runs.read(List.of(rates), trial -> true).problems())
        .filteredOn(problem -> !problem.where().endsWith("provenance.json"))
        .singleElement()
        .asString()
        .startsWith("custom-0.1-1/epochs.csv training_loss of epoch 1 is empty. The 1 rows before")
        .contains("to run the trial again, delete");
    assertThat(figure(rates, "trained-by-learning-rate").table().rows())
        .contains(List.of("batch norm (custom)", "0.1", "2", "2", "100% [34%, 100%]"));
  }

  @Test
  void cutSettingsSetNoGroupApart() throws IOException {
    Path file = experiment.resolve("none-seed1/trial.yaml");
    Files.writeString(file, Files.readString(file).split("training")[0].strip());
    assertThat(problems()).containsExactly("none-seed1/trial.yaml is cut short.");
    assertThat(run("none-seed1").settings()).isEmpty();
  }

  @Test
  void aFileEditedByHandIsUsedUpToTheFault() throws IOException {
    replace("none-seed2/epochs.csv", "\n5,300,", "\n5,three hundred,");
    replace("none-seed3/iterations.csv", "\n200,", "\n20,");
    assertThat(problems())
        .hasSize(2)
        .anySatisfy(p -> assertThat(p).contains("none-seed2/epochs.csv", "three hundred"))
        .anySatisfy(p -> assertThat(p).contains("none-seed3/iterations.csv", "20 comes after 199"));
    assertThat(run("none-seed2").epochs()).hasSize(5);
    Reports.write(experiment);
  }

  @Test
  void missingFilesAnOlderFormatAndUnreadableSettingsAreListed() throws IOException {
    Files.delete(experiment.resolve("none-seed1/iterations.csv"));
    Files.delete(experiment.resolve("none-seed1/status.json"));
    replace("none-seed2/status.json", "\"format\":1", "\"format\":0");
    Files.writeString(experiment.resolve("none-seed3/trial.yaml"), "a: [1");
    Files.writeString(experiment.resolve("custom-seed1/provenance.json"), "{\"java\":");
    Files.createDirectory(experiment.resolve("notes"));
    Reports.Report report = Reports.write(experiment);
    assertThat(report.notices())
        .anyMatch(
            p ->
                p.startsWith(
                    "none-seed1/iterations.csv is missing; to run the trial again, delete"))
        .anyMatch(p -> p.startsWith("none-seed1/status.json is missing"))
        .anyMatch(p -> p.startsWith("none-seed2/status.json") && p.contains("format 0"))
        .anyMatch(p -> p.startsWith("none-seed3/trial.yaml") && p.contains("not valid YAML"))
        .anyMatch(p -> p.startsWith("custom-seed1/provenance.json cannot be read: it is damaged ("))
        .anyMatch(p -> p.startsWith("notes"))
        .hasSize(6);
    assertThat(Files.readString(report.page())).contains("none-seed1/iterations.csv");
  }

  @Test
  void aTrialThatWasLostWithItsProcessNeedsNoCurves() throws IOException {
    Files.delete(experiment.resolve("none-seed1/iterations.csv"));
    Files.delete(experiment.resolve("none-seed1/epochs.csv"));
    assertThat(problems()).hasSize(2);
    replace("none-seed1/status.json", "\"status\":\"finished\"", "\"status\":\"failed\"");
    assertThat(problems()).isEmpty();
    assertThat(run("none-seed1").state()).isEqualTo("failed");
    Reports.write(experiment);
  }

  @Test
  void aRunThatIsBeingWrittenIsShownAsUnfinished() throws IOException {
    Files.move(experiment.resolve("none-seed1"), experiment.resolve(".none-seed1.partial"));
    Files.delete(experiment.resolve(".none-seed1.partial/status.json"));
    Path checkpoints = Files.createDirectory(experiment.resolve(".none-seed1.checkpoints"));
    Files.createFile(checkpoints.resolve("checkpoint-3.npz"));
    assertThat(run("none-seed1").state()).isEqualTo("unfinished");
    assertThat(problems()).singleElement().asString().contains("still running, or was cut off");
    Path curves = experiment.resolve(".none-seed1.partial/iterations.csv");
    String whole = Files.readString(curves);
    Files.writeString(curves, whole.substring(0, whole.length() - 3));
    // The same command continues from its checkpoint.
    assertThat(problems())
        .anyMatch(problem -> problem.contains("is cut short"))
        .noneMatch(problem -> problem.contains("delete"));
  }

  @Test
  void aListOfTrialsThatCannotBeReadIsAProblemNotAFailure() throws IOException {
    Files.write(experiment.resolve("trials.txt"), new byte[] {(byte) 0xff, 10});
    assertThat(problems()).singleElement().asString().startsWith("trials.txt is not used: ");
    Reports.write(experiment);
  }

  @Test
  void bytesThatAreNoTextAreAProblemNotAFailure() throws IOException {
    byte[] noise = {(byte) 0xff, (byte) 0xfe, 0, 10, (byte) 0xc3, 10};
    for (String file : List.of("epochs.csv", "batchnorm.csv", "histograms.csv", "mistakes.csv")) {
      Files.write(experiment.resolve("custom-seed1").resolve(file), noise);
    }
    Files.write(experiment.resolve("custom-seed2/trial.yaml"), noise);
    Files.write(experiment.resolve("custom-seed2/confusion.csv"), noise, StandardOpenOption.APPEND);
    Files.writeString(experiment.resolve("custom-seed3/epochs.csv"), "");
    Reports.write(experiment);
    assertThat(problems()).hasSizeGreaterThanOrEqualTo(5);
  }

  @Test
  void theReportOfACommandListsTheOtherTrialsOfItsFolder() throws IOException {
    String page = Files.readString(Reports.write(experiment, Set.of("none-seed1")).page());
    assertThat(page)
        .contains("\"others\":[{\"name\":\"custom-seed1\",\"link\":\"./custom-seed1/\"}")
        .contains("\"trials\":[{\"name\":\"none-seed1\"")
        .doesNotContain("\"name\":\"none-seed2\",\"group\"");
  }

  @Test
  void tablesWithoutUnitsAreThoseOfAllUnits() throws IOException {
    Path table = experiment.resolve("custom-seed1/histograms.csv");
    List<String> lines =
        Files.readAllLines(table).stream()
            .filter(line -> !line.endsWith(",0"))
            .map(line -> line.substring(0, line.lastIndexOf(',')))
            .toList();
    Files.write(table, lines);
    assertThat(problems()).isEmpty();
    assertThat(run("custom-seed1").histograms()).isNotEmpty().allMatch(Histogram::isOfAllUnits);
  }

  private static Plot figure(Path experiment, String id) throws IOException {
    Summary summary = new Summary("", Runs.read(List.of(experiment), trial -> true));
    return Stream.concat(Plots.of(summary).stream(), Plots.ofFigures(summary).stream())
        .filter(plot -> plot.id().equals(id))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void captionsSayHowManyNetworksAreDrawn() throws IOException {
    Path nine = folder.resolve("nine");
    MadeUpRuns runs = new MadeUpRuns(nine).length(2, 60);
    for (int i = 1; i <= 9; i++) {
      runs.finished("custom", 1, 0.1 * i + 0.01);
    }
    assertThat(figure(nine, "units").caption())
        .endsWith("one seed of each network. Drawn: 8 of 9 networks.");
    assertThat(figure(nine, "activations-conv1-all").caption())
        .endsWith("one seed of each network. Drawn: 6 of 9 networks.");
    assertThat(figure(nine, "histograms-conv1").caption()).endsWith("Drawn: 6 of 9 networks.");
    assertThat(figure(experiment, "units").caption()).endsWith("; one seed of each network.");
  }

  /** At step 0, batch norm does not normalize: its values are not those of trained statistics. */
  @Test
  void captionsOfActivationsSayWhichStatisticsBatchNormUses() throws IOException {
    Path without = folder.resolve("without");
    new MadeUpRuns(without).length(2, 60).finished("none", 1, 0.1);
    for (String id : List.of("activations-conv1-all", "histograms-conv1")) {
      assertThat(figure(experiment, id).caption()).contains("mean and variance here, 0 and 1");
      assertThat(figure(without, id).caption()).doesNotContain("mean and variance here");
    }
  }

  /** Without test images, these are of the validation split; statistics may be of the batch. */
  @Test
  void captionsNameNoSplitAndNoModeThatARunMayNotHave() throws IOException {
    assertThat(figure(experiment, "confusion-batch-norm-custom").caption())
        .startsWith("Images by class (rows)");
    assertThat(figure(experiment, "mistakes-batch-norm-custom").caption())
        .startsWith("Images whose right class");
    assertThat(figure(experiment, "test-loss").caption())
        .contains("after each epoch. Fashion-MNIST; 3 seeds each: ");
    Path trained = folder.resolve("trained");
    new MadeUpTrial(trained, "a").finished(0.8, null, 0.9);
    assertThat(figure(trained, "training-accuracy").caption()).contains("after each epoch. ");
    Panel.Curves curves = (Panel.Curves) figure(experiment, "test-accuracy").panels().get(0);
    assertThat(curves.y().label()).isEqualTo("test accuracy");
  }

  @Test
  void aNormalizationLayerHasAPanelForEachQuantity() throws IOException {
    assertThat(figure(experiment, "normalization-batch-norm-custom").panels())
        .extracting(Panel::title)
        .containsSubsequence(
            "conv1, gamma", "conv1, beta", "conv1, running mean", "conv1, running variance");
  }

  @Test
  void repetitionsAreNotInTheCurvesOfOneNetwork() throws IOException {
    Path one = folder.resolve("one/alone");
    new MadeUpRuns(one).finished("custom", 1);
    Path copied = copy(one, folder.resolve("other/alone"));
    Path epochs = copied.resolve("custom-seed1/epochs.csv");
    Files.writeString(epochs, Files.readString(epochs).replaceFirst(",[^,]*\\n$", ",0.5\n"));
    Summary both = new Summary("", Runs.read(List.of(one, copied), trial -> true));
    Plot plot =
        Plots.of(both).stream().filter(p -> p.id().equals("training")).findFirst().orElseThrow();
    assertThat(((Panel.Curves) plot.panels().get(0)).curves())
        .isNotEmpty()
        .allSatisfy(curve -> assertThat(curve.band().low()).isEqualTo(curve.band().high()));
  }

  @Test
  void captionsOfDotsSayWhatIsLeftOutAndWidened() throws IOException {
    Path rates = MadeUpSweeps.learningRates(folder.resolve("rates"));
    String accuracy = figure(rates, "final-accuracy").caption();
    assertThat(accuracy)
        .contains(" Trials that diverged or did not end are left out. Fashion-MNIST; 3 seeds each");
    // By validation accuracy, too: the same networks are measured on both.
    assertThat(figure(rates, "difference").caption())
        .contains(" An interval is wider where its pair was chosen from several (Bonferroni).");
    Path many = folder.resolve("many");
    for (int i = 0; i < 122; i++) {
      new MadeUpTrial(many, "trial-" + i)
          .with("batchNorm.implementation", i % 2 == 0 ? "custom" : "none")
          .with("training.learningRate", 1 + i / 2)
          .seed(1)
          .finished(0.5 + 0.001 * i, null, null);
    }
    assertThat(figure(many, "final-accuracy").caption())
        .contains(" Of 122 settings the 60 highest. Fashion-MNIST;");
    assertThat(figure(many, "difference").caption()).doesNotContain("wider");
    for (int seed = 2; seed <= 3; seed++) {
      for (String implementation : List.of("custom", "none")) {
        new MadeUpTrial(many, implementation + seed)
            .with("batchNorm.implementation", implementation)
            .with("training.learningRate", 61)
            .seed(seed)
            .finished(0.7, null, null);
      }
    }
    assertThat(figure(many, "difference").caption()).contains("wider", "(Bonferroni)");
  }

  @Test
  void captionsCountTheTrialsThatMeansAreOf() throws IOException {
    assertThat(figure(experiment, "final-accuracy").caption())
        .doesNotContain("left out")
        .contains("Fashion-MNIST; 3 seeds each: the dot");
    replace("none-seed1/status.json", "\"finished\"", "\"interrupted\"");
    assertThat(figure(experiment, "final-accuracy").caption())
        .contains(" Trials that diverged or did not end are left out. Fashion-MNIST; 2 to 3 seeds");
    assertThat(figure(experiment, "difference").caption())
        .contains("Fashion-MNIST; 2 pairs: the dot", "from 3 pairs on");
    Path epochs = experiment.resolve("none-seed2/epochs.csv");
    Files.writeString(epochs, Files.readString(epochs).replaceFirst("\n[^\n]*\n$", "\n"));
    assertThat(figure(experiment, "final-accuracy").caption())
        .contains(
            " Trials that diverged or have no value at their end are left out. Fashion-MNIST; 1 to 3");

    Path rates = MadeUpSweeps.learningRates(folder.resolve("rates"));
    String map = "Accuracy after the last epoch. Trials that diverged or did not end are left out.";
    assertThat(figure(rates, "map").caption())
        .isEqualTo(map + " Fashion-MNIST; 3 seeds each: means over the seeds.");
    assertThat(figure(rates, "accuracy-by-learning-rate").caption())
        .contains("the mean is without it. Fashion-MNIST; 3 seeds each: ");
    Path status = rates.resolve("custom-0.1-1/status.json");
    Files.writeString(status, Files.readString(status).replace("finished", "failed"));
    String left = " Trials that did not end are left out. Fashion-MNIST; ";
    assertThat(figure(rates, "map").caption()).contains("2 to 3 seeds each");
    assertThat(figure(rates, "accuracy-by-learning-rate").caption())
        .contains("without it." + left + "2 to 3 seeds each: ");
    assertThat(figure(rates, "trained-by-learning-rate").caption()).contains(left);
  }

  @Test
  void captionsSayWhereAMeanIsOfSomeSeeds() throws IOException {
    String some =
        "; 2 seeds: the line is their mean (where some have no value, that of the others)";
    Path ended = folder.resolve("ended");
    MadeUpRuns runs = new MadeUpRuns(ended);
    runs.finished("none", 1);
    runs.diverged("none", 2, 207);
    assertThat(figure(ended, "training-loss-by-step").caption()).contains(some);
    assertThat(figure(ended, "test-accuracy").caption()).contains(some);
    runs.finished("none", 2);
    assertThat(figure(ended, "test-accuracy").caption())
        .contains("; 2 seeds: the line is their mean, the band");
    runs.finished("custom", 1);
    runs.diverged("none", 2, 207);
    assertThat(figure(ended, "training-loss-by-step").caption())
        .contains(some.replace("2 seeds", "1 to 2 seeds each"));
  }

  @Test
  void theLargestDifferenceIsFiniteWhereLossesAreNot() throws IOException {
    Path pair = folder.resolve("pair");
    Path first = new MadeUpRuns(pair).finished("none", 1);
    Path second = pair.resolve("second");
    FileUtils.copyDirectory(first.toFile(), second.toFile());
    Path settings = second.resolve("trial.yaml");
    Files.writeString(
        settings,
        Files.readString(settings)
            .replace("none-seed1", "second")
            .replace("0.1", "0.1\n  step: dl4j"));
    for (Path trial : List.of(first, second)) {
      Path losses = trial.resolve("iterations.csv");
      String last = trial == first ? "\n300,5,2.0\n" : "\n300,5,3.0\n";
      String text = Files.readString(losses).replaceFirst("\n300,5,.*\n", last);
      Files.writeString(losses, text.replaceFirst("\n600,10,.*\n", "\n600,10,NaN\n"));
    }
    assertThat(figure(pair, "loss-difference").table().rows())
        .containsExactly(List.of("step dl4j", "step planned", "1", "0.0e+00", "5.0e-01"));
  }

  /** As a unit without connections has; all of them lie in one bin. */
  @Test
  void equalValuesHaveANormalDistributionAsWideAsTheirBin() throws IOException {
    Path file = experiment.resolve("custom-seed1/histograms.csv");
    List<String> lines = new ArrayList<>(Files.readAllLines(file));
    for (int i = 1; i < lines.size(); i++) {
      lines.set(i, lines.get(i).replaceFirst("\\d+(,[^,]*)$", (i % 48 == 24 ? 100 : 0) + "$1"));
    }
    Files.write(file, lines);
    for (Panel panel : figure(experiment, "units").panels()) {
      List<double[]> curves =
          ((Panel.Curves) panel).curves().stream().map(curve -> curve.band().mean()).toList();
      double density = Arrays.stream(curves.get(0)).max().orElseThrow();
      double highest = Arrays.stream(curves.get(1)).max().orElseThrow();
      assertThat(highest).isBetween(0.5 * density, 2 * density);
    }
  }

  @Test
  void valuesCloseToOneAreDrawnByWhatTheyLackToOne() throws IOException {
    Plot plot = figure(Path.of("results/reference/decay"), "accuracy-by-decay");
    Panel.Curves panel = (Panel.Curves) plot.panels().get(0);
    assertThat(panel.x().label()).isEqualTo("1 - decay");
    assertThat(panel.x().log()).isTrue();
    assertThat(panel.curves())
        .extracting(curve -> curve.band().x())
        .contains(new double[] {0.001, 0.01, 0.1, 0.2, 0.5});
    Plot shares = figure(Path.of("results/reference/decay"), "trained-by-decay");
    assertThat(shares.table().rows())
        .extracting(row -> row.get(1))
        .containsSubsequence("0.5", "0.8", "0.9", "0.99", "0.999");
  }

  @Test
  void onlyALossThatIsNotFiniteHasACross() throws IOException {
    Plot plot =
        figure(MadeUpSweeps.everyTenthLoss(folder.resolve("tenth")), "training-loss-by-step");
    assertThat(plot.caption())
        .contains("averaged over those recorded in every 3 steps.", "A cross marks");
    List<Panel.Curve> curves = ((Panel.Curves) plot.panels().get(0)).curves();
    assertThat(curves).extracting(curve -> curve.band().x().length).containsExactly(60, 40);
    assertThat(curves.get(0).crosses()).isEmpty();
    assertThat(curves.get(1).crosses())
        .singleElement()
        .satisfies(cross -> assertThat(cross.x()).isEqualTo(401));
  }

  @Test
  void markupInNamesCannotEndTheDataOfThePage() throws IOException {
    replace("none-seed1/status.json", "\"reason\":\"\"", "\"reason\":\"</script><b>\"");
    String page = Files.readString(Reports.write(experiment).page());
    assertThat(page)
        .doesNotContain("</script><b>")
        .contains("\\u003c/script\\u003e\\u003cb\\u003e");
  }

  @Test
  void comparesExperimentsAndLinksToTheirRecords() throws IOException {
    Path second = folder.resolve("second");
    new MadeUpRuns(second).finished("none", 1);
    Path out = folder.resolve("both");
    String page = Files.readString(Reports.compare(List.of(experiment, second), out).page());
    assertThat(page).contains("<title>made-up, second</title>");
    assertThat(page).contains("\"./../second/none-seed1/\"");
    assertThat(page).contains("second: without batch norm");
  }

  /** What the sentence says of several seeds is what the table says. */
  @Test
  void limitsThatOnlySomeSeedsHave() throws IOException {
    Path searched = MadeUpSweeps.searches(folder.resolve("searched"));
    String variant =
        "{\"variant\":\"network=%s\",\"seeds\":2,\"all_trained_at\":%s,\"all_failed_at\":%s}";
    Files.writeString(
        searched.resolve("limits.json"),
        "{\"setting\":\"training.learningRate\",\"low\":0.1,\"high\":100,\"variants\":["
            + String.join(
                ",",
                variant.formatted("a", "0.5", "null"),
                variant.formatted("b", "null", "3"),
                variant.formatted("c", "null", "null"),
                variant.formatted("d", "null", "0.1"),
                variant.formatted("e", "100", "null"))
            + "]}");
    Summary summary = new Summary("", Runs.read(List.of(searched), trial -> true));
    assertThat(Plots.answers(summary).get(0))
        .isEqualTo(
            "Largest learning rate that trains, 2 seeds, [all train, all fail]. A: 0.5 with all seeds,"
                + " even 100 with some; b: none with all seeds, less than 3 with some;"
                + " c: none with all seeds, even 100 with some;"
                + " d: none from 0.1 to 100; e: even 100.");
  }

  /** File systems allow 255 bytes. */
  @Test
  void figuresOfLongLabelsHaveNamesThatAFileCanHave() throws IOException {
    Path experiment = folder.resolve("long");
    for (int first = 1; first <= 2; first++) {
      int start = first;
      String places =
          IntStream.range(0, 40)
              .mapToObj(i -> "dense" + (start + i))
              .collect(Collectors.joining(", "));
      new MadeUpTrial(experiment, "from-" + first)
          .with("batchNorm.implementation", "custom")
          .with("batchNorm.where", "[" + places + "]")
          .finished(0.8, null, null)
          .file(
              "batchnorm.csv",
              "epoch,layer,feature,gamma,beta,running_mean,running_variance\n0,dense2,0,1,0,0,1\n");
    }
    Reports.write(experiment);
    try (Stream<Path> figures = Files.list(experiment.resolve("figures"))) {
      assertThat(figures.map(file -> file.getFileName().toString()))
          .filteredOn(name -> name.startsWith("normalization-"))
          .hasSize(4)
          .allMatch(name -> name.length() < 130);
    }
  }

  @Test
  void settingsWithoutAResultAreNotTheWorst() throws IOException {
    Path experiment = MadeUpSweeps.placement(folder.resolve("open"));
    for (String trial : List.of("subset1-1", "subset1-2", "subset2-1", "subset2-2")) {
      Path status = experiment.resolve(trial).resolve("status.json");
      Files.writeString(status, Files.readString(status).replace("finished", "interrupted"));
    }
    Summary summary = new Summary("", Runs.read(List.of(experiment), trial -> true));
    assertThat(summary.shown().stream().map(group -> group.first().trial()))
        .hasSize(8)
        .contains("subset0-1", "subset15-1")
        .doesNotContain("subset1-1", "subset2-1");
  }

  @Test
  void figuresOfSearchesOnStandInDataSaySo() throws IOException {
    Path searched = MadeUpSweeps.searches(folder.resolve("searched-stand-in"));
    new MadeUpTrial(searched, "none").finished(0.8, null, null);
    Path status = searched.resolve("none/status.json");
    Files.writeString(
        status, Files.readString(status).replace("\"stand_in\":false", "\"stand_in\":true"));
    Summary summary = new Summary("", Runs.read(List.of(searched), trial -> true));
    assertThat(Plots.of(summary))
        .filteredOn(plot -> plot.part() == Plot.Part.LIMITS)
        .isNotEmpty()
        .allSatisfy(plot -> assertThat(plot.caption()).endsWith("STAND-IN DATA: Fashion-MNIST."));
  }

  @Test
  void aRangeTestWithoutASuggestionDoesNotCountAsOne() throws IOException {
    Path searched = MadeUpSweeps.searches(folder.resolve("searched-rising"));
    StringBuilder rising = new StringBuilder();
    for (int step = 1; step <= 100; step++) {
      rising.append("none_seed-3,%d,%s,2,%s%n".formatted(step, 1e-4 * step, 2 + 0.01 * step));
    }
    Path range = searched.resolve("range.csv");
    Files.writeString(range, Files.readString(range) + rising);
    assertThat(Plots.answers(new Summary("", Runs.read(List.of(searched), trial -> true))).get(1))
        .containsPattern(
            "lowest to highest of 2 to 3 seeds\\. None: [0-9.]+ \\(2 of 3 seeds\\); custom: [0-9.]+\\.$");
  }

  @Test
  void aRateThatIsNoNumberIsNotSuggested() throws IOException {
    Path searched = MadeUpSweeps.searches(folder.resolve("searched-nan"));
    Path range = searched.resolve("range.csv");
    Files.writeString(
        range, Files.readString(range).replaceAll("(?m)^(none_seed-1,\\d+),[^,]*", "$1,NaN"));
    assertThat(Plots.answers(new Summary("", Runs.read(List.of(searched), trial -> true))).get(1))
        .contains("(1 of 2 seeds)");
  }

  /** Names of files are the same where labels differ in their case or in signs alone. */
  @Test
  void everyFigureHasANameOfItsOwn() throws IOException {
    Path one = folder.resolve("My_run");
    new MadeUpRuns(one).finished("custom", 1);
    Path two = copy(one, folder.resolve("my-run"));
    for (Path trial : Runs.folders(two, new ArrayList<>())) {
      Path settings = trial.resolve("trial.yaml");
      Files.writeString(
          settings, Files.readString(settings).replaceFirst("(?m)^name: .*", "name: my-run"));
    }
    Summary both = new Summary("", Runs.read(List.of(one, two), trial -> true));
    assertThat(both.groups()).hasSize(2);
    assertThat(Plots.ofFigures(both)).extracting(Plot::id).doesNotHaveDuplicates();
  }

  @Test
  void aSettingOfManyDecadesIsDrawnByItsValues() throws IOException {
    Path rates = folder.resolve("decades");
    for (String rate : List.of("0.003", "0.03", "0.3", "0.96")) {
      new MadeUpTrial(rates, "rate-" + rate)
          .with("training.learningRate", rate)
          .seed(1)
          .finished(0.8, null, null);
    }
    Panel.Curves panel = (Panel.Curves) figure(rates, "accuracy-by-learning-rate").panels().get(0);
    assertThat(panel.x().label()).isEqualTo("learning rate");
    assertThat(panel.x().ticks()).containsExactly(0.003, 0.03, 0.3, 0.96);
  }

  /** A network without the setting has no place among its numbers; an unreadable one has none. */
  @Test
  void numbersOfASettingAreACurveBesideTrialsWithoutIt() throws IOException {
    Path groups = folder.resolve("groups-of-batches");
    new MadeUpTrial(groups, "none").with("batchNorm.implementation", "none").finished(0.7, "", "");
    for (int size : List.of(1, 4, 16)) {
      new MadeUpTrial(groups, "groups-" + size)
          .with("batchNorm.implementation", "custom")
          .with("batchNorm.groups", size)
          .finished(0.8, "", "");
    }
    new MadeUpTrial(groups, "damaged").finished(0.8, "", "").file("trial.yaml", "a: [");
    Panel.Curves panel = (Panel.Curves) figure(groups, "accuracy-by-groups").panels().get(0);
    assertThat(panel.curves().get(0).band().x()).containsExactly(1, 4, 16);
  }

  /** Places of a deep network are recorded as all where they are. */
  @Test
  void allPlacesOfADeepNetworkAreItsLayers() throws IOException {
    Path places = folder.resolve("places-of-a-deep-net");
    for (int size : List.of(16, 32)) {
      for (String where : List.of("[dense1]", "[dense2]", "all")) {
        new MadeUpTrial(places, size + where.replaceAll("\\W", ""))
            .with("network", "DeepNet")
            .with("deepNet.depth", 2)
            .with("training.batchSize", size)
            .with("batchNorm.implementation", "custom")
            .with("batchNorm.where", where)
            .finished(where.equals("all") ? 0.9 : 0.8, "", "");
      }
    }
    assertThat(figure(places, "places").table().rows())
        .extracting(row -> row.get(0))
        .containsExactlyInAnyOrder("dense1", "dense2");
  }

  @Test
  void aTrialIsFoundAfterItsFolderIsRenamed() throws IOException {
    Path ending = folder.resolve("ending");
    new MadeUpTrial(ending, ".a.partial").with("label", "a").finished(0.8, "", "");
    RecordedTrial listed = RecordedTrial.in(ending, new ArrayList<>()).get(0);
    assertThat(listed.now()).isSameAs(listed);
    Files.move(ending.resolve(".a.partial"), ending.resolve("a"));
    assertThat(listed.now().steps()).containsEntry(1, 20);
  }

  /** Trials of several experiments have the same names. */
  @Test
  void searchesOfSeveralExperimentsAreToldApart() throws IOException {
    Path one = MadeUpSweeps.searches(folder.resolve("one"));
    Path two = MadeUpSweeps.searches(folder.resolve("two"));
    Path trained = MadeUpSweeps.searches(folder.resolve("trained"));
    for (String implementation : List.of("none", "custom")) {
      new MadeUpTrial(trained, implementation + "_seed-1")
          .with("batchNorm.implementation", implementation)
          .seed(1)
          .finished(0.8, null, null);
    }
    Summary alone = new Summary("", Runs.read(List.of(one), trial -> true));
    assertThat(Plots.answers(alone))
        .satisfiesExactly(
            limit -> assertThat(limit).startsWith("Largest learning rate that trains, "),
            range -> assertThat(range).contains(". None: ", "; custom: "));
    Summary all = new Summary("", Runs.read(List.of(one, two, trained), trial -> true));
    assertThat(Plots.answers(all))
        .satisfiesExactly(
            limit -> assertThat(limit).startsWith("Largest learning rate that trains in one, "),
            limit -> assertThat(limit).startsWith("Largest learning rate that trains in two, "),
            limit -> assertThat(limit).startsWith("Largest learning rate that trains in trained, "),
            range ->
                assertThat(range)
                    .contains(
                        ". one: none: ", "two: custom: ", ", lowest to highest of 1 to 2 seeds. ")
                    .contains("; without batch norm: ", "; batch norm (custom): "));
    assertThat(Plots.of(all))
        .extracting(Plot::title)
        .contains("The largest learning rate that trains in two")
        .doesNotContain("Difference");
    Summary beside = new Summary("", Runs.read(List.of(one, experiment), trial -> true));
    assertThat(Plots.answers(beside))
        .satisfiesExactly(
            limit -> assertThat(limit).startsWith("Largest learning rate that trains, "),
            range -> assertThat(range).startsWith("Learning rates at which the loss falls fastest"),
            accuracy -> assertThat(accuracy).startsWith("Test accuracy "));
    assertThat(Plots.of(beside)).extracting(Plot::title).contains("Difference");
    Summary without = new Summary("", Runs.read(List.of(experiment), trial -> true));
    assertThat(new Summary("", Runs.read(List.of(trained, experiment), trial -> true)).answers())
        .as("trials of a search are no choices")
        .extracting(Answer::choices, Answer::difference)
        .containsExactly(tuple(1, without.answers().get(0).difference()));
    Path named = MadeUpSweeps.searches(folder.resolve("elsewhere").resolve("made-up"));
    assertThat(Plots.answers(new Summary("", Runs.read(List.of(named, experiment), t -> true))))
        .as("an experiment has the name of a search in another folder")
        .hasSize(3);
  }

  @Test
  void theSameFolderIsReadOnceAndACopyDoesNotCount() throws IOException {
    Path out = folder.resolve("both");
    Reports.Report once = Reports.compare(List.of(experiment), out);
    Reports.Report twice =
        Reports.compare(List.of(experiment, experiment.resolve("../made-up")), out);
    assertThat(twice).isEqualTo(once);

    Path other = copy(records, folder.resolve("other/made-up"));
    Reports.Report both = Reports.compare(List.of(experiment, other), out);
    assertThat(both.answers()).isEqualTo(once.answers());
    assertThat(both.notices())
        .singleElement()
        .asString()
        .startsWith(other.resolve("custom-seed1") + " and 5 more trial(s) have")
        .contains(experiment.resolve("custom-seed1").toString(), "The results are the same.");
    Path epochs = experiment.resolve("none-seed2/epochs.csv");
    Files.writeString(epochs, Files.readString(epochs).replaceFirst(",[^,]*\\n$", ",0.5\n"));
    assertThat(Reports.compare(List.of(experiment, other), out).notices())
        .singleElement()
        .asString()
        .contains("1 of 6 ended with other results, such as " + other.resolve("none-seed2"));
    Path status = other.resolve("none-seed2/status.json");
    Files.writeString(status, Files.readString(status).replace("finished", "interrupted"));
    assertThat(Reports.compare(List.of(experiment, other), out).notices())
        .as("what has not ended has no other results")
        .anyMatch(notice -> notice.endsWith("The results are the same."));
  }

  /** Of two experiments of one name, too. */
  @Test
  void problemsOfSeveralExperimentsNameTheirFolders() throws IOException {
    Path other = copy(experiment, folder.resolve("other/made-up"));
    List<String> expected = new ArrayList<>();
    for (Path one : List.of(experiment, other)) {
      Files.writeString(one.resolve("none-seed1/trial.yaml"), "");
      Files.writeString(one.resolve("limits.json"), "{");
      Files.createDirectory(one.resolve("notes"));
      expected.add(one.resolve("none-seed1/trial.yaml") + " holds no settings");
      expected.add(one.resolve("limits.json") + " cannot be read");
      expected.add(one.resolve("notes") + " holds no records of a trial");
    }
    List<String> notices =
        Reports.compare(List.of(experiment, other), folder.resolve("out")).notices();
    assertThat(expected)
        .allSatisfy(start -> assertThat(notices).filteredOn(n -> n.startsWith(start)).hasSize(1));
    assertThat(problems())
        .isNotEmpty()
        .allMatch(problem -> !problem.contains(experiment.toString()));
  }

  @Test
  void whatTheNumbersOfFitDependOnIsNamedWhereItDiffers() throws IOException {
    for (String core : List.of("Haswell", "Prescott")) {
      Files.writeString(
          experiment.resolve("none-seed" + (core.equals("Haswell") ? 1 : 2) + "/provenance.json"),
          "{\"fit_environment\":{\"threads\":\"1\",\"OPENBLAS_CORETYPE\":\"%s\"}}".formatted(core));
    }
    assertThat(problems())
        .containsExactly(
            "OPENBLAS_CORETYPE differs, and DL4J's fit depends on it: Haswell in made-up/none-seed1,"
                + " Prescott in made-up/none-seed2.");
  }

  @Test
  void aFileThatChangedBetweenTrialsIsNamed() throws IOException {
    for (int seed : List.of(1, 2)) {
      Files.writeString(
          experiment.resolve("none-seed" + seed + "/provenance.json"),
          "{\"data_sha256\":{\"same\":\"0\",\"images\":\"%d23456789\"}}".formatted(seed));
    }
    assertThat(problems())
        .containsExactly(
            "images changed between trials: its SHA-256 begins with 12345678 in made-up/none-seed1,"
                + " 22345678 in made-up/none-seed2.");
  }

  /** Such as one for temporary files, in which something looks like a trial. */
  @Test
  void aFolderOfOtherThingsIsNoExperiment() throws IOException {
    experiment = copy(records, folder.resolve("other/made-up"));
    for (int i = 0; i < 7; i++) {
      Files.createDirectory(experiment.resolve("other" + i));
    }
    assertThatThrownBy(() -> Reports.write(experiment))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("7 of its 13 folders hold no records of a trial, such as other0");
    assertThat(experiment.resolve(Reports.PAGE)).doesNotExist();
  }

  @Test
  void anotherFileOfTheNameOfThePageIsKept() throws IOException {
    Path out = Files.createDirectory(folder.resolve("out"));
    String mine = "my notes on batchnorm-lab";
    Files.writeString(out.resolve(Reports.PAGE), mine);
    assertThatThrownBy(() -> Reports.compare(List.of(experiment), out))
        .isInstanceOf(RecordException.class)
        .hasMessageContaining("was not written by this program")
        .hasMessageContaining("`bnlab compare DIR --out OTHER`");
    assertThat(out.resolve(Reports.PAGE)).hasContent(mine);
    assertThat(out.resolve(Reports.FIGURES)).doesNotExist();
  }

  @Test
  void aFileInThePlaceOfTheFolderIsKept() throws IOException {
    Path out = Files.writeString(folder.resolve("out"), "mine");
    assertThatThrownBy(() -> Reports.compare(List.of(experiment), out))
        .isInstanceOf(RecordException.class)
        .hasMessage("Cannot draw a report into %1$s: %1$s is not a folder".formatted(out));
    assertThat(out).hasContent("mine");
  }

  @Test
  void aFolderWithoutRecordsIsAnError() throws IOException {
    assertThatThrownBy(() -> Reports.compare(List.of(), folder))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("no folders to draw a report of");
    Path empty = Files.createDirectory(folder.resolve("empty"));
    assertThatThrownBy(() -> Reports.write(empty))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("holds no records");
    assertThatThrownBy(() -> Reports.write(folder.resolve("absent")))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("is not a folder");
  }
}
