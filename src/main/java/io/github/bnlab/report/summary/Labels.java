package io.github.bnlab.report.summary;

import io.github.bnlab.report.runs.Run;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Settings and classes in words. */
public final class Labels {
  private static final Map<String, String> IMPLEMENTATIONS =
      Map.of(
          "none", "without batch norm",
          "custom", "batch norm (custom)",
          "built-in", "batch norm (built-in)",
          "layer-norm", "layer norm");

  private static final Map<String, String> SETTINGS =
      Map.of(
          "dataset.trainingExamples", "training images",
          "batchNorm.implementation", "normalization",
          "batchNorm.where", "places of normalization");

  private static final String FASHION =
      "T-shirt/top,Trouser,Pullover,Dress,Coat,Sandal,Shirt,Sneaker,Bag,Ankle boot";

  private static final Pattern PAIR =
      Pattern.compile("([A-Za-z][\\w.]*)=(.*?)(?= [A-Za-z][\\w.]*=|$)");

  private Labels() {}

  /** Settings by dotted key, of a text such as {@code network=LeNet training.l2=0.1}. */
  public static Map<String, String> settings(String pairs) {
    Map<String, String> settings = new TreeMap<>();
    Matcher matcher = PAIR.matcher(pairs);
    while (matcher.find()) {
      settings.put(matcher.group(1), matcher.group(2));
    }
    return settings;
  }

  /** What sets a group apart; where nothing does, its network and normalization. */
  static String of(Map<String, String> values, Run run) {
    String network = run.setting("network");
    String normalization = IMPLEMENTATIONS.get(run.normalization());
    return !values.isEmpty()
        ? of(values)
        : network.isEmpty()
            ? run.trial()
            : network + (normalization == null ? "" : ", " + normalization);
  }

  /** Settings in words; empty for none. */
  public static String of(Map<String, String> values) {
    String experiment = values.get(ComparedSettings.EXPERIMENT);
    String label =
        values.entrySet().stream()
            .filter(entry -> !entry.getKey().equals(ComparedSettings.EXPERIMENT))
            .map(entry -> phrase(entry.getKey(), entry.getValue()))
            .filter(phrase -> !phrase.isEmpty())
            .distinct()
            .collect(Collectors.joining(", "));
    return experiment == null ? label : experiment + (label.isEmpty() ? "" : ": " + label);
  }

  private static String phrase(String key, String value) {
    return switch (key) {
      case "batchNorm.implementation", "network", "dataset", "dataset.name", "trial" ->
          value(key, value);
      case "batchNorm.where" ->
          switch (value) {
            case "" -> "nowhere";
            case "all" -> "everywhere";
            default -> "at " + value;
          };
      case "batchNorm.biasBefore" ->
          value.isEmpty() ? "without batch norm" : (value.equals("true") ? "" : "no ") + "biases";
      case "dropout.rate" -> value.matches("[0.]+") ? "no dropout" : "dropout " + value;
      case "dataset.trainingExamples" -> value(key, value) + " images";
      default ->
          value.isEmpty() && key.startsWith("batchNorm.")
              ? "without batch norm"
              : setting(key) + " " + value(key, value);
    };
  }

  private static String whole(String value) {
    return value.matches("\\d{1,18}") ? format("%,d", Long.parseLong(value)) : value;
  }

  /** A value of a setting in words, without the setting. */
  public static String value(String key, String value) {
    return switch (key) {
      case "batchNorm.implementation" -> IMPLEMENTATIONS.getOrDefault(value, value);
      case "dataset.trainingExamples", "dataset.testExamples" ->
          value.equals("0") ? "all" : whole(value);
      // A number that happens to be whole is written as people write it.
      default -> value.isEmpty() ? "none" : value.replaceFirst("^(\\d+)\\.0$", "$1");
    };
  }

  /** A dotted key in words, such as learning rate for {@code training.learningRate}. */
  public static String setting(String key) {
    String name = key.substring(key.lastIndexOf('.') + 1);
    if (SETTINGS.containsKey(key)) {
      return SETTINGS.get(key);
    }
    boolean vague = List.of("rate", "kind", "name", "every", "factor", "after").contains(name);
    String words = vague && !name.equals(key) ? key.replaceFirst("^training\\.", "") : name;
    return words.replace('.', ' ').replaceAll("(?<=[a-z])(?=[A-Z])", " ").toLowerCase(Locale.ROOT);
  }

  /** Whether a value of a setting is a number. */
  public static boolean isNumber(String value) {
    return value.matches("-?\\d+(\\.\\d+)?([eE][-+]?\\d{1,3})?")
        && Double.isFinite(Double.parseDouble(value));
  }

  /** A number with so many significant digits, never in scientific notation. */
  public static String number(double value, int digits) {
    return new BigDecimal(value)
        .round(new MathContext(digits))
        .stripTrailingZeros()
        .toPlainString();
  }

  /** Numbers in words, the same in every locale. */
  public static String format(String format, Object... numbers) {
    return String.format(Locale.ROOT, format, numbers);
  }

  /** A difference of shares in percentage points; zero is positive. */
  public static String points(double share, int digits) {
    return format("%+." + digits + "f", 100 * share).replaceFirst("^-(?=[0.]+$)", "+");
  }

  /** Names of the ten classes of a data set. */
  public static List<String> classes(String dataset) {
    return List.of((isFashion(dataset) ? FASHION : "0,1,2,3,4,5,6,7,8,9").split(","));
  }

  /** Whether the data are Fashion-MNIST. */
  static boolean isFashion(String dataset) {
    return dataset.toLowerCase(Locale.ROOT).contains("fashion");
  }
}
