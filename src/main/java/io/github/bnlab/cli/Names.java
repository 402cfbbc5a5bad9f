package io.github.bnlab.cli;

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
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Names on the command line, as configurations know them. */
final class Names {
  private Names() {}

  /** Has a command line know networks, conventions, statistics and steps by these names. */
  static void register(CommandLine line) {
    line.registerConverter(
        NetworkName.class, given -> find(given, NetworkName.all(), NetworkName::name));
    line.registerConverter(
        BatchNormConvention.class,
        given -> find(given, BatchNormConventions.all(), BatchNormConvention::name));
    line.registerConverter(
        InferenceStatistics.class,
        given -> find(given, List.of(InferenceStatistics.values()), KnownNames::label));
    line.registerConverter(
        TimedStep.class, given -> find(given, List.of(TimedStep.values()), KnownNames::label));
  }

  /** Implementations of batch normalization. */
  static final class OfImplementations implements ITypeConverter<BatchNormImplementation> {
    @Override
    public BatchNormImplementation convert(String given) {
      return find(
          given,
          List.of(BatchNormImplementation.CUSTOM, BatchNormImplementation.BUILT_IN),
          KnownNames::label);
    }
  }

  /** Implementations of a normalization layer. */
  static final class OfLayers implements ITypeConverter<BatchNormImplementation> {
    @Override
    public BatchNormImplementation convert(String given) {
      return find(
          given,
          List.of(
              BatchNormImplementation.CUSTOM,
              BatchNormImplementation.BUILT_IN,
              BatchNormImplementation.LAYER_NORM),
          KnownNames::label);
    }
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
