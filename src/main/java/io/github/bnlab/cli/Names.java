package io.github.bnlab.cli;

import io.github.bnlab.config.BatchNormConvention;
import io.github.bnlab.config.BatchNormImplementation;
import io.github.bnlab.config.InferenceStatistics;
import io.github.bnlab.config.KnownNames;
import io.github.bnlab.config.NetworkName;
import java.util.List;
import java.util.function.Function;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Names on the command line, as configurations know them. */
final class Names {
  private Names() {}

  /** Networks, as the literature calls them. */
  static final class OfNetworks implements ITypeConverter<NetworkName> {
    @Override
    public NetworkName convert(String given) {
      return find(given, KnownNames.networks(), NetworkName::name);
    }
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

  /** Conventions of batch normalization. */
  static final class OfConventions implements ITypeConverter<BatchNormConvention> {
    @Override
    public BatchNormConvention convert(String given) {
      return find(given, KnownNames.conventions(), BatchNormConvention::name);
    }
  }

  /** Statistics that batch normalization takes in an evaluation. */
  static final class OfStatistics implements ITypeConverter<InferenceStatistics> {
    @Override
    public InferenceStatistics convert(String given) {
      return find(given, List.of(InferenceStatistics.values()), KnownNames::label);
    }
  }

  private static <T> T find(String given, List<T> known, Function<T, String> name) {
    return known.stream()
        .filter(each -> name.apply(each).equalsIgnoreCase(given))
        .findFirst()
        .orElseThrow(
            () ->
                new TypeConversionException(
                    "'"
                        + given
                        + "' is unknown; expected one of "
                        + known.stream().map(name).toList()));
  }
}
