package io.github.bnlab.report.plots;

import io.github.bnlab.report.summary.ComparedSettings;
import io.github.bnlab.report.summary.Group;
import io.github.bnlab.report.summary.Labels;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * A setting that differs between groups of trials and does not follow from another one.
 *
 * @param values that it takes: numbers from the least to the greatest, others as they come; numbers
 *     of images end with all; empty, and last among numbers, where groups lack the setting
 * @param numeric whether all values that there are are numbers that can be compared
 */
record SettingAxis(String key, List<String> values, boolean numeric) {
  /** Fewer numbers than this do not show a course. */
  private static final int FEWEST_NUMBERS = 3;

  private static final int MOST_TICKS = 12;

  /** A logarithmic axis is for what spans more than this ratio. */
  private static final double LINEAR_RATIO = 20;

  /** All of them, those with the most values first. */
  static List<SettingAxis> of(List<Group> all) {
    List<Group> groups = readable(all);
    return ComparedSettings.independent(groups.stream().map(Group::settings).toList()).stream()
        .map(key -> of(key, groups))
        .sorted(Comparator.comparing((SettingAxis axis) -> -axis.values().size()))
        .toList();
  }

  private static SettingAxis of(String key, List<Group> groups) {
    List<String> values =
        groups.stream().map(group -> group.settings().getOrDefault(key, "")).distinct().toList();
    // Where 0 means all images it is not a number, and comes last.
    boolean all = key.equals("dataset.trainingExamples") && values.contains("0");
    if (!values.stream().allMatch(value -> value.isEmpty() || Labels.isNumber(value))) {
      return new SettingAxis(key, values, false);
    }
    Comparator<String> ascending =
        Comparator.comparingDouble(
            value ->
                value.isEmpty() || all && value.equals("0")
                    ? Double.POSITIVE_INFINITY
                    : Double.parseDouble(value));
    return new SettingAxis(key, values.stream().sorted(ascending).toList(), !all);
  }

  /** Groups whose settings could be read: the others have no place among them. */
  private static List<Group> readable(List<Group> groups) {
    return groups.stream().filter(group -> !group.first().settings().isEmpty()).toList();
  }

  /** Whether values over it make a curve: they are numbers, and enough of them. */
  boolean isOfCurves() {
    return numeric && numbers().size() >= FEWEST_NUMBERS;
  }

  private List<String> numbers() {
    return values.stream().filter(value -> !value.isEmpty()).toList();
  }

  /** Whether a group has a place on the {@link #axis}. */
  boolean has(Group group) {
    return !value(group).isEmpty();
  }

  String label() {
    return Labels.setting(key);
  }

  String value(Group group) {
    return group.settings().getOrDefault(key, "");
  }

  /** Where a group stands on the {@link #axis}. */
  double number(Group group) {
    return isCloseToOne() ? toOne(value(group)) : Double.parseDouble(value(group));
  }

  /** An axis for the numbers; for those as 0.9, 0.99 and 0.999 of what they lack to 1. */
  Axis axis() {
    if (isCloseToOne()) {
      return log("1 - " + label(), SettingAxis::toOne);
    }
    double low = Double.parseDouble(numbers().get(0));
    double high = Double.parseDouble(numbers().get(numbers().size() - 1));
    return low > 0 && high / low > LINEAR_RATIO
        ? log(label(), Double::parseDouble)
        : Axis.plain(label());
  }

  /** With ticks at the values, where they are not too many to read. */
  private Axis log(String label, Function<String, Double> number) {
    List<Double> ticks =
        numbers().size() > MOST_TICKS
            ? List.of()
            : numbers().stream().map(number).sorted().toList();
    return new Axis(label, Axis.Format.PLAIN, true, ticks);
  }

  private boolean isCloseToOne() {
    double low = toOne(numbers().get(0));
    double high = toOne(numbers().get(numbers().size() - 1));
    return low < 1
        && high > 0
        && low / high > LINEAR_RATIO
        && (1 - high) / (1 - low) <= LINEAR_RATIO; // else a log axis of the values shows them all
  }

  private static double toOne(String value) {
    return BigDecimal.ONE.subtract(new BigDecimal(value)).doubleValue();
  }

  /** The values in words, for people. */
  List<String> phrases() {
    return values.stream().map(value -> Labels.value(key, value)).toList();
  }

  /** Groups that agree in some settings, by these settings in words. */
  static Map<String, List<Group>> by(List<SettingAxis> axes, List<Group> groups) {
    Map<String, List<Group>> sets = new LinkedHashMap<>();
    Set<String> keys = axes.stream().map(SettingAxis::key).collect(Collectors.toSet());
    for (Group group : readable(groups)) {
      String label = Labels.of(ComparedSettings.restricted(group.settings(), keys));
      sets.computeIfAbsent(label, l -> new ArrayList<>()).add(group);
    }
    return sets;
  }
}
