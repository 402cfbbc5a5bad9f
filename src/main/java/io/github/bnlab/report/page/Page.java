package io.github.bnlab.report.page;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonPrimitive;
import com.google.gson.JsonSerializer;
import io.github.bnlab.config.LibraryVersion;
import io.github.bnlab.recording.WholeFile;
import io.github.bnlab.report.page.PageData.Live;
import io.github.bnlab.report.plots.Plot;
import io.github.bnlab.report.plots.Plots;
import io.github.bnlab.report.runs.GrowingRuns.Progress;
import io.github.bnlab.report.summary.Summary;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.MathContext;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.commons.codec.digest.DigestUtils;
import org.apache.commons.io.IOUtils;
import org.apache.commons.io.function.Uncheck;
import org.apache.commons.text.StringEscapeUtils;
import org.apache.commons.text.StringSubstitutor;

/**
 * One HTML text with style, scripts and data inside, as a file or from a server. Its content
 * security policy allows these scripts and this style alone, by their checksums; a file may connect
 * to nothing, and a page of a server to that server.
 */
public final class Page {
  private static final List<String> SCRIPTS =
      List.of(
          webJar("hammerjs", "hammer.min.js"),
          webJar("chart.js", "dist/chart.umd.min.js"),
          webJar("chartjs-plugin-zoom", "dist/chartjs-plugin-zoom.min.js"),
          "state.js",
          "charts.js",
          "curves.js",
          "details.js",
          "plots.js",
          "tables.js",
          "main.js");

  private static final MathContext DIGITS = new MathContext(6);
  private static final JsonSerializer<Double> NUMBERS = (value, type, context) -> number(value);
  private static final JsonSerializer<byte[]> BYTES =
      (value, type, context) -> new JsonPrimitive(Base64.getEncoder().encodeToString(value));

  private static final Gson GSON =
      new GsonBuilder()
          .serializeNulls()
          .registerTypeAdapter(Double.class, NUMBERS)
          .registerTypeAdapter(double.class, NUMBERS)
          .registerTypeAdapter(byte[].class, BYTES)
          .create();

  private Page() {}

  /**
   * Writes the page.
   *
   * @param plots of sweeps and measures
   * @param file to be written or replaced
   * @throws RecordException if it cannot be written
   */
  public static void write(Summary summary, List<Plot> plots, Path file) {
    String data = json(PageData.of(summary, plots, file, null));
    WholeFile.write(file, html(summary.title(), data, List.of(), "'none'"));
  }

  /**
   * The data of the page that a server keeps up to date, as JSON; it has no links to the records.
   *
   * @param over whether the run has ended
   * @param trials how far they are, all of them
   */
  public static String data(Summary summary, boolean over, List<Progress> trials) {
    return json(PageData.of(summary, Plots.of(summary), null, new Live(over, trials)));
  }

  /**
   * The page that a server keeps up to date.
   *
   * @param data what it shows at first, from {@link #data}
   */
  public static String live(String title, String data) {
    return html(title, data, List.of("live.js"), "'self'");
  }

  private static String html(String title, String data, List<String> more, String connections) {
    String style = resource("report.css");
    String scripts =
        Stream.concat(SCRIPTS.stream(), more.stream())
            .map(Page::script)
            .collect(Collectors.joining("\n;\n"));
    Map<String, String> values =
        Map.of(
            "title", StringEscapeUtils.escapeHtml4(title),
            "connections", connections,
            "style", style,
            "style-hash", sha256(style),
            "scripts", scripts,
            "script-hash", sha256(scripts),
            "data", data);
    // In one pass: what is filled in is not filled again.
    return new StringSubstitutor(values, "{{", "}}")
        .setDisableSubstitutionInValues(true)
        .setEnableUndefinedVariableException(true)
        .replace(resource("report.html"));
  }

  /** Whether a file is a page that {@link #write} wrote. */
  public static boolean isOne(Path file) throws IOException {
    return Files.readString(file, StandardCharsets.ISO_8859_1)
        .contains("<p class=\"eyebrow\">batchnorm-lab</p>");
  }

  /** A script; what would end the element around it is not allowed in it. */
  private static String script(String name) {
    String text = resource(name).replaceAll("(?m)^//# sourceMappingURL=.*$", "");
    if (text.toLowerCase(Locale.ROOT).contains("</script")) {
      throw new IllegalStateException(name + " cannot be put into a page: it has </script in it");
    }
    return text;
  }

  /** Where a file of a WebJar lies, whatever the version on the class path. */
  private static String webJar(String name, String file) {
    String version = LibraryVersion.of("org.webjars.npm/" + name);
    return "/META-INF/resources/webjars/" + name + "/" + version + "/" + file;
  }

  private static String resource(String name) {
    URL file = Objects.requireNonNull(Page.class.getResource(name), name);
    return Uncheck.get(() -> IOUtils.toString(file, StandardCharsets.UTF_8)).replace("\r\n", "\n");
  }

  /**
   * JSON that is short and can stand inside HTML: numbers have six significant digits, what is not
   * finite becomes null, bytes are Base64, and no text can close the element around it.
   */
  static String json(Object value) {
    return GSON.toJson(value);
  }

  private static JsonElement number(double value) {
    if (!Double.isFinite(value)) {
      return JsonNull.INSTANCE;
    }
    return value == Math.rint(value) && Math.abs(value) < 1e6
        ? new JsonPrimitive((long) value)
        : new JsonPrimitive(new BigDecimal(value).round(DIGITS).stripTrailingZeros());
  }

  /** As a content security policy names it. */
  private static String sha256(String text) {
    return "sha256-" + Base64.getEncoder().encodeToString(DigestUtils.sha256(text));
  }
}
