package io.github.bnlab.report.page;

import io.github.bnlab.recording.files.MistakeRow;
import io.github.bnlab.recording.files.Provenance;
import io.github.bnlab.report.runs.NormLayer;
import io.github.bnlab.report.runs.Run;
import io.github.bnlab.report.runs.Run.Histogram;
import io.github.bnlab.report.summary.Group;
import io.github.bnlab.report.summary.Labels;
import io.github.bnlab.report.summary.Summary;
import java.util.Base64;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * What is shown of one trial a group, its first: parameters of the normalization layers,
 * activations, classes. Groups at the end go without if the page would grow too large.
 */
final class PageDetails {
  private static final int LARGEST = 3_000_000;

  private final JsonText json;
  private final Summary summary;

  PageDetails(JsonText json, Summary summary) {
    this.json = json;
    this.summary = summary;
  }

  void write() {
    int start = json.length();
    json.name("details")
        .array(
            () -> {
              for (Group group : summary.groups()) {
                if (json.length() - start < LARGEST && hasDetails(group.first())) {
                  json.object(() -> detail(group.first()));
                }
              }
            });
    json.name("provenance").object(this::provenance);
  }

  private static boolean hasDetails(Run run) {
    return !run.layers().isEmpty()
        || !run.percentiles().isEmpty()
        || !run.histograms().isEmpty()
        || run.confusion() != null
        || !run.mistakes().isEmpty();
  }

  private void detail(Run run) {
    json.name("trial").whole(summary.runs().indexOf(run));
    json.name("classes").array(Labels.classes(run.dataset()), json::text);
    json.name("layers").array(run.layers(), this::layer);
    json.name("percentiles").array(run.percentiles(), this::percentiles);
    json.name("histograms")
        .array(run.histograms().stream().filter(Histogram::isOfAllUnits).toList(), this::histogram);
    json.name("confusion").array(() -> confusion(run.confusion()));
    json.name("mistakes").array(run.mistakes(), this::mistake);
  }

  private void layer(NormLayer layer) {
    json.object(
        () -> {
          json.name("name").text(layer.name());
          json.name("epochs").wholes(layer.epochs());
          json.name("values")
              .object(
                  () ->
                      layer.values().forEach((quantity, table) -> table(quantity.label(), table)));
        });
  }

  private void table(String name, double[][] rows) {
    json.name(name)
        .array(
            () -> {
              for (double[] row : rows) {
                json.numbers(row);
              }
            });
  }

  private void percentiles(Run.PercentileTrack track) {
    json.object(
        () -> {
          json.name("layer").text(track.layer()).name("unit").text(track.unit());
          json.name("steps").wholes(track.steps());
          json.name("p15").numbers(track.p15());
          json.name("p50").numbers(track.p50());
          json.name("p85").numbers(track.p85());
        });
  }

  private void histogram(Run.Histogram histogram) {
    json.object(
        () -> {
          json.name("layer").text(histogram.layer()).name("epoch").whole(histogram.epoch());
          json.name("edges").numbers(histogram.edges());
          json.name("density").numbers(histogram.density());
        });
  }

  private void confusion(long[][] counts) {
    if (counts == null) {
      return;
    }
    for (long[] row : counts) {
      json.array(
          () -> {
            for (long count : row) {
              json.whole(count);
            }
          });
    }
  }

  private void mistake(MistakeRow mistake) {
    json.object(
        () -> {
          json.name("index").whole(mistake.index());
          json.name("label").whole(mistake.label());
          json.name("predicted").whole(mistake.predicted());
          json.name("probability").number(mistake.probability());
          json.name("pixels").text(Base64.getEncoder().encodeToString(mistake.pixels()));
        });
  }

  private void provenance() {
    provenance("code revision", Provenance::codeRevision);
    provenance("Java", Provenance::java);
    provenance("operating system", Provenance::os);
    provenance("processor", Provenance::cpu);
    provenance("backend", Provenance::backend);
    provenance("native threads", p -> String.valueOf(p.threads()));
    provenance("libraries", p -> pairs(p.libraries()));
    provenance("SHA-256 of the data", p -> pairs(p.dataSha256()));
  }

  private static String pairs(Map<String, String> map) {
    return new TreeMap<>(map)
        .entrySet().stream()
            .map(entry -> entry.getKey() + " " + entry.getValue())
            .collect(Collectors.joining(", "));
  }

  private void provenance(String name, Function<Provenance, String> value) {
    String values =
        summary.runs().stream()
            .map(Run::provenance)
            .filter(Objects::nonNull)
            .map(value)
            .filter(Objects::nonNull)
            .collect(Collectors.toCollection(TreeSet::new))
            .stream()
            .collect(Collectors.joining("; "));
    if (!values.isEmpty()) {
      json.name(name).text(values);
    }
  }
}
