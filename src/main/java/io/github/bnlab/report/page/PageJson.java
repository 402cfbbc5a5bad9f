package io.github.bnlab.report.page;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonPrimitive;
import com.google.gson.JsonSerializer;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Base64;

/**
 * JSON that is short and can stand inside HTML: numbers have six significant digits, what is not
 * finite becomes null, bytes are Base64, and no text can close the element around it.
 */
final class PageJson {
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

  private PageJson() {}

  static String of(Object value) {
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
}
