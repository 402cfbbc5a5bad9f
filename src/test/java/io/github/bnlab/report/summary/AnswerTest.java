package io.github.bnlab.report.summary;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.bnlab.config.Changed;
import io.github.bnlab.recording.files.RunStatus;
import io.github.bnlab.recording.files.RunStatus.State;
import io.github.bnlab.report.runs.Run;
import io.github.bnlab.report.runs.Run.LossCurve;
import io.github.bnlab.report.runs.Run.Measures;
import io.github.bnlab.report.runs.Runs;
import io.github.bnlab.rows.Rows.EpochRow;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Estimates against tables of Student's t, and the words of the answer. */
class AnswerTest {
  private static final double[] WITH = {0.960, 0.968, 0.976};
  private static final double[] WITHOUT = {0.930, 0.934, 0.941};

  private static final String RATE = "training.learningRate";

  private final List<Run> runs = new ArrayList<>();

  private void add(
      String implementation, String seed, Map<String, String> others, double... accuracies) {
    boolean diverged = accuracies.length == 0;
    add(diverged ? State.DIVERGED : State.FINISHED, implementation, seed, others, accuracies);
  }

  private void add(
      State state,
      String implementation,
      String seed,
      Map<String, String> others,
      double... accuracies) {
    Map<String, String> settings =
        new TreeMap<>(
            Map.of(
                "network",
                "LeNet",
                "dataset.name",
                "mnist",
                "batchNorm.implementation",
                implementation,
                "training.seed",
                seed));
    settings.putAll(others);
    List<EpochRow> epochs = new ArrayList<>();
    for (double accuracy : accuracies) {
      int epoch = epochs.size();
      Double validation = settings.containsKey("dataset.validationExamples") ? accuracy : null;
      epochs.add(new EpochRow(epoch, 10 * epoch, 0.5, null, validation, 0.5, accuracy, null));
    }
    int steps = state == State.DIVERGED ? 10 : 10 * (accuracies.length - 1);
    RunStatus status =
        new RunStatus(1, state, steps, 1, "", settings.get("dataset.name"), false, "planned");
    runs.add(
        new Run(
            Path.of("x"),
            "experiment",
            implementation + seed,
            settings,
            null,
            status,
            new LossCurve(new int[0], new double[0]),
            epochs,
            null,
            List.of(),
            List.of(),
            List.of(),
            null,
            List.of(),
            new Measures(List.of(), List.of(), List.of(), List.of()),
            null));
  }

  private void addSeeds(String implementation, Map<String, String> others, double... accuracies) {
    for (int i = 0; i < accuracies.length; i++) {
      add(implementation, Integer.toString(i + 1), others, 0.1, accuracies[i]);
    }
  }

  private String sentence() {
    return Answer.of(Group.of(runs)).sentence();
  }

  @Test
  void intervalIsThatOfStudent() {
    // t(0.975, 2) = 4.302653, t(0.975, 4) = 2.776445: tables of any textbook.
    Estimate three = Estimate.of(1, 2, 3);
    assertThat(three.high() - 2).isCloseTo(4.302653 / Math.sqrt(3), within(1e-6));
    assertThat(2 - three.low()).isCloseTo(4.302653 / Math.sqrt(3), within(1e-6));
    Estimate five = Estimate.of(1, 2, 3, 4, 5);
    assertThat(five.high() - 3).isCloseTo(2.776445 * Math.sqrt(2.5 / 5), within(1e-6));
    // Of 5 choices: t(0.995, 2) = 9.924843.
    assertThat(Estimate.chosen(5, 1, 2, 3).high() - 2)
        .isCloseTo(9.924843 / Math.sqrt(3), within(1e-5));
    assertThat(Estimate.of(1, 3)).isEqualTo(new Estimate(2, 2, 2, 2));
  }

  @Test
  void differenceIsPairedBySeed() {
    addSeeds("custom", Map.of(), WITH);
    addSeeds("none", Map.of(), WITHOUT);
    assertThat(sentence())
        .isEqualTo(
            "Test accuracy on MNIST after 1 epoch. Batch norm (custom): 96.8% [94.8, 98.8]; without"
                + " batch norm: 93.5% [92.1, 94.9]; difference +3.3 points [+2.6, +4.0], 3 seeds,"
                + " paired.");
  }

  /** As of a trial.yaml that is cut off. */
  @Test
  void aTrialOfUnknownSettingsDoesNotCount() {
    addSeeds("custom", Map.of(), WITH);
    add("custom", "4", Map.of(), 0.1, 0.99);
    runs.add(Changed.with(runs.remove(3), "settings", Map.of()));
    assertThat(Answer.all(Group.of(runs)))
        .extracting(Answer::sentence)
        .containsExactly(
            "Test accuracy on MNIST after 1 epoch. LeNet, batch norm (custom): 96.8% [94.8, 98.8], 3"
                + " seeds.");
  }

  @Test
  void anIntervalOfAnAccuracyEndsAtOne() {
    addSeeds("custom", Map.of(), 0.96, 0.99, 1);
    assertThat(sentence()).contains(", 100.0]");
  }

  @Test
  void anIntervalOfADifferenceEndsAtAHundredPoints() {
    addSeeds("custom", Map.of(), 0.9, 0.9, 0.9);
    addSeeds("none", Map.of(), 0.1, 0.1, 0.9);
    assertThat(sentence()).contains("difference +53.3 points [-61.4, +100.0]: none that 3 seeds");
    runs.clear();
    addSeeds("custom", Map.of(), 0.1, 0.1, 0.9);
    addSeeds("none", Map.of(), 0.9, 0.9, 0.9);
    assertThat(sentence()).contains("difference -53.3 points [-100.0, +61.4]: none that 3 seeds");
  }

  @Test
  void anAccuracyIsReachedAtTheFirstEvaluationThatHasIt() {
    add("custom", "1", Map.of(), 0.1, 0.5, 0.95, 0.96);
    Convergence reached = new Convergence(0, 0.95, 1, 1, 2.0, 20.0, null);
    assertThat(Convergence.of(Group.of(runs))).first().isEqualTo(reached);
    EpochRow validated = new EpochRow(2, 20, 0.5, 0.5, 0.95, null, null, null);
    runs.set(0, Changed.with(runs.get(0), "epochs", List.of(validated)));
    assertThat(Convergence.of(Group.of(runs))).first().isEqualTo(reached);
  }

  @Test
  void wordsFollowTheInterval() {
    addSeeds("custom", Map.of(), 0.960, 0.968, 0.976);
    addSeeds("none", Map.of(), 0.967, 0.960, 0.975);
    assertThat(sentence()).contains(": none that 3 seeds could show, paired.");
  }

  /** No spread is no evidence: three seeds that differ by the same image. */
  @Test
  void equalDifferencesHaveNoInterval() {
    addSeeds("custom", Map.of(), 0.90, 0.87, 0.88);
    addSeeds("none", Map.of(), 0.89, 0.86, 0.87);
    assertThat(sentence()).endsWith("; difference +1.0 points, the same in all 3 seeds.");
  }

  @Test
  void theRatioOfStepsIsOfCommonSeeds() {
    add("custom", "1", Map.of(), 0.1, 0.96);
    add("custom", "2", Map.of(), 0.1, 0.5, 0.96);
    add("none", "2", Map.of(), 0.1, 0.1, 0.5, 0.5, 0.96);
    add("none", "3", Map.of(), 0.1, 0.96);
    // Of seed 2 alone, although custom reaches the target earlier on average.
    assertThat(Convergence.of(Group.of(runs)).get(0).ratio()).isEqualTo(new Estimate(1, 2, 2, 2));
  }

  /** As with initial weights that were trained before. */
  @Test
  void thereIsNoRatioToWhatIsReachedBeforeTheFirstStep() {
    add("custom", "1", Map.of(), 0.1, 0.96);
    add("custom", "2", Map.of(), 0.96, 0.96);
    add("none", "1", Map.of(), 0.96, 0.96);
    add("none", "2", Map.of(), 0.96, 0.96);
    assertThat(Convergence.of(Group.of(runs)).get(0).ratio()).isNull();
  }

  /** Against exp of mean and 95% t interval of log(2), log(3) and log(1.5), as SciPy has them. */
  @Test
  void theRatioOfStepsIsAGeometricMeanWithItsInterval() {
    double[] late = {0.1, 0.1, 0.1, 0.1, 0.1, 0.1};
    int[][] evaluations = {{2, 4}, {1, 3}, {4, 6}};
    for (int seed = 1; seed <= evaluations.length; seed++) {
      for (int i = 0; i < 2; i++) {
        double[] accuracies = Arrays.copyOf(late, evaluations[seed - 1][i] + 1);
        accuracies[accuracies.length - 1] = 0.96;
        add(i == 0 ? "custom" : "none", "" + seed, Map.of(), accuracies);
      }
    }
    Estimate ratio = Convergence.of(Group.of(runs)).get(0).ratio();
    assertThat(ratio.mean()).isCloseTo(Math.cbrt(9), within(1e-12));
    assertThat(ratio.low()).isCloseTo(0.875761401777, within(1e-9));
    assertThat(ratio.high()).isCloseTo(4.940556528459, within(1e-9));
  }

  @Test
  void seedsWithoutACommonResultAreNoSeedsThatDiffer() {
    add("custom", "1", Map.of(), 0.1, 0.9);
    runs.add(Changed.with(runs.get(0), "status", null, "trial", "cut-off"));
    runs.set(1, withSeed(runs.get(1), "2"));
    add("none", "2", Map.of(), 0.1, 0.9);
    assertThat(sentence()).endsWith("no seed has a result of both: no difference is given.");
  }

  private static Run withSeed(Run run, String seed) {
    Map<String, String> settings = new TreeMap<>(run.settings());
    settings.put("training.seed", seed);
    return Changed.with(run, "settings", settings);
  }

  @Test
  void epochsAgainstStepsAreTold() {
    addSeeds("custom", Map.of("training.steps", "2000"), 0.960, 0.968, 0.976);
    addSeeds("none", Map.of("training.epochs", "10"), 0.930, 0.934, 0.941);
    Group first = Group.of(runs).get(0);
    Group second = Group.of(runs).get(1);
    assertThat(Group.confounded(Group.of(runs), first, second))
        .containsExactly("epochs none / 10", "steps 2000 / none");
  }

  @Test
  void zeroIsPositive() {
    addSeeds("custom", Map.of(), 0.97001, 0.97, 0.97);
    addSeeds("none", Map.of(), 0.97, 0.97001, 0.97001);
    assertThat(sentence()).contains("difference +0.00 points [+0.00, +0.00]: none");
  }

  @Test
  void oneSeedHasNoInterval() {
    addSeeds("custom", Map.of(), 0.96);
    addSeeds("none", Map.of(), 0.93);
    assertThat(sentence())
        .startsWith("Test accuracy on MNIST after 1 epoch. ")
        .endsWith("; difference +3.0 points, one seed: no interval.")
        .doesNotContain("[");
  }

  /** They would count with the accuracy of an epoch at which the others were not yet done. */
  @Test
  void trialsThatAreNotOverDoNotCount() {
    addSeeds("custom", Map.of(), WITH);
    addSeeds("none", Map.of(), WITHOUT);
    String sentence = sentence();
    add(State.INTERRUPTED, "custom", "4", Map.of(), 0.1, 0.1);
    add(State.FAILED, "none", "4", Map.of(), 0.1, 0.1);
    assertThat(sentence()).isEqualTo(sentence);
  }

  @Test
  void seedsThatDivergedAreCounted() {
    addSeeds("custom", Map.of(), WITH);
    addSeeds("none", Map.of(), 0.93, 0.934);
    add("none", "3", Map.of());
    assertThat(sentence())
        .contains("without batch norm: 93.2% (1 of 3 seeds diverged)", "2 seeds: no interval");
    runs.removeIf(run -> !run.normalized());
    add("none", "1", Map.of());
    add("none", "2", Map.of());
    assertThat(sentence())
        .isEqualTo(
            "Test accuracy on MNIST after 1 epoch. Batch norm (custom): 96.8% [94.8, 98.8]; without"
                + " batch norm: diverged with all 2 seeds.");
  }

  @Test
  void whereAllDivergedThereIsNoAccuracy() {
    add(State.DIVERGED, "custom", "1", Map.of(), 0.1);
    assertThat(sentence())
        .isEqualTo("Test accuracy on MNIST. LeNet, batch norm (custom): diverged.");
    add("none", "1", Map.of(), 0.1, 0.93);
    assertThat(sentence())
        .isEqualTo(
            "Test accuracy on MNIST after 1 epoch. Batch norm (custom): diverged; without batch norm:"
                + " 93.0%.");
  }

  @Test
  void lengthsThatWereGivenInStepsAreToldInSteps() {
    addSeeds("custom", Map.of("training.steps", "10"), 0.96);
    assertThat(sentence())
        .startsWith("Test accuracy on MNIST after 10 steps. ")
        .contains("%, one seed");
    addSeeds("none", Map.of("training.steps", "15"), 0.93);
    assertThat(sentence()).startsWith("Test accuracy on MNIST at the end, after 10 steps. ");
    add("none", "2", Map.of("training.steps", "15"), 0.1, 0.5, 0.93);
    assertThat(sentence()).startsWith("Test accuracy on MNIST at the end, after 10 to 20 steps. ");
  }

  /** Of a time budget. */
  @Test
  void aTrialThatTookNoStepDoesNotCount() {
    addSeeds("custom", Map.of(), WITH);
    String sentence = sentence();
    add(State.TIME_BUDGET, "custom", "4", Map.of(), 0.1);
    assertThat(sentence()).isEqualTo(sentence);
  }

  @Test
  void theBestOfSeveralIsSaidToBeChosen() {
    addSeeds("custom", Map.of(RATE, "0.1"), WITH);
    addSeeds("custom", Map.of(RATE, "0.5"), 0.5, 0.51, 0.52);
    addSeeds("none", Map.of(RATE, "0.1"), WITHOUT);
    assertThat(sentence())
        .contains(" Batch norm (custom), learning rate 0.1: 96.8%")
        .endsWith("chosen from 2 pairs, which widens the interval.");
    runs.removeIf(run -> !run.seed().equals("1"));
    assertThat(sentence()).endsWith(", one seed: no interval; chosen from 2 pairs.");
  }

  @Test
  void namesOfExperimentsAreAsTheUserWritesThem() {
    addSeeds("custom", Map.of(), WITH);
    addSeeds("custom", Map.of(), WITHOUT);
    runs.subList(0, 3).replaceAll(run -> Changed.with(run, "experiment", "a"));
    assertThat(sentence()).contains(". a: 96.8%", "; experiment: 93.5%");
  }

  @Test
  void allTestImagesAreSaidToBeAll() {
    addSeeds("custom", Map.of("dataset.testExamples", "0"), WITH);
    addSeeds("none", Map.of("dataset.testExamples", "2000"), WITHOUT);
    assertThat(Labels.value("dataset.testExamples", "0")).isEqualTo("all");
    assertThat(sentence()).doesNotContain("examples 0");
  }

  /** As where each network has rates of its own: the rate tells which network it is. */
  @Test
  void theNormalizationIsAlwaysTold() {
    addSeeds("none", Map.of(RATE, "0.9"), WITHOUT);
    addSeeds("custom", Map.of(RATE, "1"), WITH);
    addSeeds("custom", Map.of(RATE, "0.3"), 0.5, 0.51, 0.52);
    assertThat(sentence())
        .contains(". Batch norm (custom), learning rate 1: 96.8%")
        .contains("; without batch norm, learning rate 0.9: 93.5%");
  }

  /** One with LeNet, three with SimpleNet, whichever of them has the best normalization. */
  @Test
  void pairsAreCountedForEachNormalizedGroup() {
    Map<String, String> simple = Map.of("network", "SimpleNet");
    addSeeds("custom", Map.of(), WITH);
    addSeeds("none", Map.of(), WITHOUT);
    addSeeds("custom", simple, 0.94, 0.95, 0.96);
    for (String rate : List.of("0.1", "0.5", "1")) {
      addSeeds("none", Map.of("network", "SimpleNet", RATE, rate), 0.5, 0.51, 0.52);
    }
    assertThat(sentence()).contains("without batch norm, LeNet").contains("chosen from 4 pairs,");
    addSeeds("built-in", Map.of("network", "DeepNet"), 0.99, 0.99, 0.99);
    assertThat(sentence())
        .as("the best one has no network to be compared with")
        .contains("without batch norm, LeNet")
        .contains("chosen from 4 pairs,");
    addSeeds("built-in", simple, 0.99, 0.99, 0.99);
    assertThat(sentence())
        .contains(". Batch norm (built-in), SimpleNet")
        .contains("chosen from 7 pairs,");
  }

  @Test
  void aLoneSurvivorIsNotTheBest() {
    addSeeds("custom", Map.of(RATE, "0.1"), WITH);
    addSeeds("none", Map.of(RATE, "0.1"), WITHOUT);
    addSeeds("none", Map.of(RATE, "3"), 0.95);
    add("none", "2", Map.of(RATE, "3"));
    assertThat(sentence()).contains("rate 3: 95.0% (1 of 2 seeds diverged)");
    add("none", "3", Map.of(RATE, "3"));
    assertThat(sentence()).contains("without batch norm, learning rate 0.1: 93.5%");
    assertThat(Group.best(Group.of(runs)))
        .extracting(group -> group.first().setting(RATE))
        .containsOnly("0.1");
  }

  /** Experiments with and without images held out, on one page. */
  @Test
  void validationChoosesOnlyWhereAllGroupsHaveIt() {
    Map<String, String> heldOut = Map.of("dataset.validationExamples", "5000");
    addSeeds("none", heldOut, WITHOUT);
    addSeeds("custom", heldOut, 0.94, 0.95, 0.96);
    assertThat(sentence()).endsWith("3 seeds, paired.");
    addSeeds("custom", Map.of(RATE, "0.1", "dataset.validationExamples", "5000"), 0.5, 0.51, 0.52);
    assertThat(sentence())
        .endsWith("chosen from 2 pairs by validation accuracy, which widens the interval.");
    addSeeds("custom", Map.of(), WITH);
    addSeeds("none", Map.of(), WITHOUT);
    assertThat(sentence())
        .contains(" 96.8% ")
        .endsWith("chosen from 3 pairs, which widens the interval.");
    addSeeds("none", Map.of(RATE, "0.1"), WITHOUT);
    addSeeds("none", Map.of(RATE, "0.5"), WITH);
    assertThat(Group.best(Group.of(runs)))
        .extracting(group -> group.first().normalization() + group.first().setting(RATE))
        .containsOnlyOnce("none0.5")
        .doesNotContain("none0.1");
  }

  @Test
  void networksOnTheSameDataAreCompared() {
    addSeeds("custom", Map.of("dataset.trainingExamples", "1000"), 0.7, 0.71, 0.72);
    addSeeds("custom", Map.of("dataset.trainingExamples", "60000"), WITH);
    addSeeds("none", Map.of("dataset.trainingExamples", "1000"), WITHOUT);
    addSeeds("none", Map.of("dataset.trainingExamples", "60000"), 0.5, 0.51, 0.52);
    assertThat(sentence()).contains("without batch norm, 60,000 images: 51.0%");
  }

  @Test
  void withoutAControlTwoNormalizationsAreCompared() {
    addSeeds("custom", Map.of(), WITH);
    addSeeds("layer-norm", Map.of(), WITHOUT);
    assertThat(sentence())
        .contains("Batch norm (custom): 96.8%", "layer norm: 93.5%")
        .doesNotContain("chosen");
    addSeeds("built-in", Map.of(), 0.5, 0.51, 0.52);
    assertThat(sentence()).contains("layer norm: 93.5%", "chosen from 3 pairs,");
    // Two of one kind are no pair.
    addSeeds("built-in", Map.of(RATE, "0.1"), 0.5, 0.51, 0.52);
    assertThat(sentence()).contains("chosen from 5 pairs,");
  }

  @Test
  void whatIsRecordedAndWhereSetsNoGroupApart() {
    addSeeds("custom", Map.of("recording.probes", "true", "backend", "cpu"), 0.96);
    addSeeds("custom", Map.of("recording.probes", "false", "backend", "cuda"), 0.96);
    assertThat(Group.of(runs)).hasSize(1);
  }

  /** The places of an absent dropout are no difference. */
  @Test
  void dropoutIsToldByItsRate() {
    addSeeds("custom", Map.of("dropout.rate", "0", "dropout.after", "[dense1]"), 0.96);
    addSeeds("custom", Map.of("dropout.rate", "0.5", "dropout.after", "[dense1]"), 0.96);
    assertThat(ComparedSettings.varied(runs)).containsExactly("dropout.rate");
  }

  /** With another recording, or in another folder: a trial is no further seed. */
  @Test
  void aTrialCountsOnce() {
    addSeeds("custom", Map.of(), WITH);
    addSeeds("none", Map.of(), WITHOUT);
    String once = sentence();
    addSeeds("custom", Map.of("recording.probes", "false"), WITH);
    addSeeds("none", Map.of(), WITHOUT);
    assertThat(sentence()).isEqualTo(once);
    assertThat(Captions.seeds(Group.of(runs))).isEqualTo("3 seeds each");
    assertThat(Group.of(runs)).hasSize(2).allMatch(group -> group.repetitions().size() == 3);
  }

  @Test
  void ofRepetitionsTheFirstThatIsOverCounts() {
    add(State.INTERRUPTED, "custom", "1", Map.of(), 0.1, 0.2);
    add("custom", "1", Map.of(), 0.1, 0.96);
    add("custom", "1", Map.of(), 0.1, 0.97);
    assertThat(sentence()).contains("96.0%").endsWith("one seed: no interval.");
  }

  @Test
  void settingsThatChangeTogetherAreNamed() {
    addSeeds("none", Map.of(RATE, "0.9", "training.epochs", "20"), 0.96);
    addSeeds("custom", Map.of(RATE, "0.1", "training.epochs", "3"), 0.96);
    List<Group> groups = Group.of(runs);
    assertThat(groups.get(0).label()).isNotEqualTo(groups.get(1).label());
    List<String> all = new ArrayList<>(Group.confounded(groups, groups.get(0), groups.get(1)));
    groups.forEach(group -> all.add(group.label()));
    assertThat(String.join("; ", all))
        .contains("learning rate 0.9", "epochs 20", "without batch norm");
  }

  @Test
  void dataSetsAreAnsweredApart() {
    addSeeds("custom", Map.of(), WITH);
    addSeeds("none", Map.of(), WITHOUT);
    addSeeds("custom", Map.of("dataset.name", "fashion-mnist"), 0.8, 0.81, 0.82);
    assertThat(Answer.all(Group.of(runs)))
        .extracting(answer -> answer.sentence().split(":")[0])
        .hasSize(2);
  }

  @Test
  void captionsSayWhichGroupsAreDrawn() {
    for (int i = 1; i <= 13; i++) {
      add("none", "1", Map.of(RATE, Integer.toString(i)));
    }
    assertThat(summary().fewer()).contains("Of 13 settings the first 5 and the last 3 are drawn.");
    runs.clear();
    for (int i = 1; i <= 13; i++) {
      add("none", "1", Map.of(RATE, Integer.toString(i)), 0.1, 0.05 * i);
    }
    assertThat(summary().fewer())
        .contains("Of 13 settings the 5 best and the 3 worst by final accuracy are drawn.");
    add("custom", "1", Map.of(RATE, "5"), 0.1, 0.3);
    assertThat(summary().fewer())
        .contains(
            "Of 14 settings the 5 best, the best of each normalization and the 3 worst by final"
                + " accuracy are drawn.");
    assertThat(summary().shown()).hasSize(9).anyMatch(Group::normalized);
  }

  private Summary summary() {
    return new Summary("", new Runs(runs, List.of(), List.of(), List.of()));
  }

  @Test
  void aNormalizationHasOneColour() {
    Looks two = new Looks(List.of("none", "custom"));
    assertThat(two.of("SimpleNet", "none")).isEqualTo(1);
    assertThat(two.of("SimpleNetBN", "custom")).isZero();
    Looks sweep = new Looks(List.of("none", "none", "custom", "custom"));
    assertThat(sweep.of("learning rate 1, without", "none") % 6).isEqualTo(1);
    assertThat(sweep.of("without batch norm", "none")).isEqualTo(1);
    assertThat(sweep.of("without batch norm", "none")).isEqualTo(1);
  }
}
