package io.github.bnlab.report.summary;

import io.github.bnlab.report.runs.Run;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Describes the data that the trials were trained on. */
public final class Data {
  private Data() {}

  /** The data sets really used, as in {@code MNIST}; empty if none is recorded. */
  public static String names(List<Run> runs) {
    return runs.stream()
        .map(Run::dataset)
        .filter(name -> !name.isEmpty())
        .map(Data::title)
        .collect(Collectors.toCollection(TreeSet::new))
        .stream()
        .collect(Collectors.joining(" and "));
  }

  /** A warning if other data than the requested was used, else empty. */
  public static String standIn(List<Run> runs) {
    List<Run> such = runs.stream().filter(Run::standIn).toList();
    if (such.isEmpty()) {
      return "";
    }
    String asked =
        such.stream()
            .map(Run::datasetAskedFor)
            .filter(name -> !name.isEmpty())
            .map(Data::title)
            .distinct()
            .sorted()
            .collect(Collectors.joining(" or "));
    return "Stand-in data: these numbers are from "
        + names(such)
        + (asked.isEmpty() ? ", not from the data asked for." : ", not from " + asked + ".");
  }

  /** How many seeds the groups have, as in {@code 3 seeds each}. */
  public static String seeds(List<Group> groups) {
    TreeSet<Integer> counts =
        groups.stream()
            .map(group -> group.runs().size())
            .collect(Collectors.toCollection(TreeSet::new));
    if (counts.isEmpty()) {
      return "no trials";
    }
    if (counts.size() > 1) {
      return counts.first() + " to " + counts.last() + " seeds each";
    }
    int count = counts.first();
    return (count == 1 ? "one seed" : count + " seeds") + (groups.size() == 1 ? "" : " each");
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
