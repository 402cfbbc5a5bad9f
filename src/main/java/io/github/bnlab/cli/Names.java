package io.github.bnlab.cli;

import static io.github.bnlab.config.BatchNormImplementation.BUILT_IN;
import static io.github.bnlab.config.BatchNormImplementation.CUSTOM;
import static io.github.bnlab.config.BatchNormImplementation.LAYER_NORM;

import io.github.bnlab.benchmark.TimedStep;
import io.github.bnlab.config.BatchNormConvention;
import io.github.bnlab.config.BatchNormConventions;
import io.github.bnlab.config.BatchNormImplementation;
import io.github.bnlab.config.InferenceStatistics;
import io.github.bnlab.config.KnownNames;
import io.github.bnlab.config.NetworkName;
import java.util.List;
import java.util.function.Function;
import picocli.CommandLine;
import picocli.CommandLine.TypeConversionException;

/** Names on the command line, as configurations know them. */
final class Names {
  private Names() {}

  /** Has a command line know networks, conventions, statistics and steps by these names. */
  static void register(CommandLine line) {
    List<InferenceStatistics> statistics = List.of(InferenceStatistics.values());
    List<BatchNormConvention> conventions = BatchNormConventions.all();
    line.registerConverter(
        NetworkName.class, given -> find(given, NetworkName.all(), NetworkName::name));
    line.registerConverter(
        BatchNormConvention.class, given -> find(given, conventions, BatchNormConvention::name));
    line.registerConverter(
        InferenceStatistics.class, given -> find(given, statistics, KnownNames::label));
    line.registerConverter(
        TimedStep.class, given -> find(given, List.of(TimedStep.values()), KnownNames::label));
    register(line, "bench", CUSTOM, BUILT_IN);
    register(line, "layer", CUSTOM, BUILT_IN, LAYER_NORM);
  }

  private static void register(
      CommandLine line, String command, BatchNormImplementation... implementations) {
    line.getSubcommands()
        .get(command)
        .registerConverter(
            BatchNormImplementation.class,
            given -> find(given, List.of(implementations), KnownNames::label));
  }

  private static <T> T find(String given, List<T> known, Function<T, String> name) {
    return known.stream()
        .filter(each -> name.apply(each).equalsIgnoreCase(given))
        .findFirst()
        .orElseThrow(
            () ->
                new TypeConversionException(
                    "'%s' is unknown; expected one of %s"
                        .formatted(given, known.stream().map(name).toList())));
  }
}
