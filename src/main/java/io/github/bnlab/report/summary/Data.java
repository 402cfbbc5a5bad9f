package io.github.bnlab.report.summary;

import io.github.bnlab.report.runs.Run;
import java.util.IntSummaryStatistics;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Describes the data that the trials were trained on. */
public final class Data {
  private Data() {}

  /** The data sets really used, as in {@code MNIST}; empty if none is recorded. */
  public static String names(List<Run> runs) {
    return names(runs, Run::dataset, " and ");
  }

  private static String names(List<Run> runs, Function<Run, String> dataset, String separator) {
    return runs.stream()
        .map(dataset)
        .filter(name -> !name.isEmpty())
        .map(Data::title)
        .distinct()
        .sorted()
        .collect(Collectors.joining(separator));
  }

  /** A warning if other data than the requested was used, else empty. */
  public static String standIn(List<Run> runs) {
    List<Run> such = runs.stream().filter(Run::standIn).toList();
    if (such.isEmpty()) {
      return "";
    }
    String asked = names(such, Run::datasetAskedFor, " or ");
    return "Stand-in data: these numbers are from "
        + names(such)
        + (asked.isEmpty() ? ", not from the data asked for." : ", not from " + asked + ".");
  }

  /** How many seeds the groups have, as in {@code 3 seeds each}. */
  public static String seeds(List<Group> groups) {
    if (groups.isEmpty()) {
      return "no trials";
    }
    IntSummaryStatistics counts =
        groups.stream().mapToInt(group -> group.runs().size()).summaryStatistics();
    int most = counts.getMax();
    return counts.getMin() < most
        ? counts.getMin() + " to " + most + " seeds each"
        : (most == 1 ? "one seed" : most + " seeds") + (groups.size() == 1 ? "" : " each");
  }

  private static String title(String name) {
    return switch (name) {
      case "mnist" -> "MNIST";
      case "fashion-mnist" -> "Fashion-MNIST";
      case "synthetic-digits" -> "synthetic digits";
      default -> name;
    };
  }
}
