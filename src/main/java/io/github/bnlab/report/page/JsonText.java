package io.github.bnlab.report.page;

import com.google.gson.stream.JsonWriter;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.function.Consumer;

/**
 * Writes JSON that is short and can stand inside HTML: numbers have six significant digits, what is
 * not finite becomes null, and no text can close the element around it.
 */
final class JsonText {
  private static final int DIGITS = 6;

  private final StringWriter text = new StringWriter();
  private final JsonWriter json = new JsonWriter(text);

  JsonText() {
    json.setHtmlSafe(true);
    json.setSerializeNulls(true);
  }

  private interface Write {
    void run() throws IOException;
  }

  private JsonText write(Write action) {
    try {
      action.run();
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory cannot fail", e);
    }
  }

  JsonText object(Runnable members) {
    write(json::beginObject);
    members.run();
    return write(json::endObject);
  }

  JsonText array(Runnable elements) {
    write(json::beginArray);
    elements.run();
    return write(json::endArray);
  }

  <T> JsonText array(Iterable<T> values, Consumer<T> element) {
    return array(() -> values.forEach(element));
  }

  JsonText name(String name) {
    return write(() -> json.name(name));
  }

  JsonText text(String value) {
    return write(() -> json.value(value));
  }

  JsonText flag(boolean value) {
    return write(() -> json.value(value));
  }

  JsonText whole(long value) {
    return write(() -> json.value(value));
  }

  /** A number, null for null. */
  JsonText number(Double value) {
    return write(
        () -> {
          if (value == null || !Double.isFinite(value)) {
            json.nullValue();
          } else {
            json.jsonValue(shortText(value));
          }
        });
  }

  JsonText numbers(double[] values) {
    return array(
        () -> {
          for (double value : values) {
            number(value);
          }
        });
  }

  JsonText wholes(int[] values) {
    return array(
        () -> {
          for (int value : values) {
            whole(value);
          }
        });
  }

  int length() {
    return text.getBuffer().length();
  }

  private static String shortText(double value) {
    if (value == 0) {
      return "0";
    }
    double scale = Math.pow(10, DIGITS - 1 - Math.floor(Math.log10(Math.abs(value))));
    double rounded = Double.isFinite(scale) ? Math.rint(value * scale) / scale : value;
    String text = Double.toString(rounded);
    return text.endsWith(".0") ? text.substring(0, text.length() - 2) : text;
  }

  @Override
  public String toString() {
    return text.toString();
  }
}
