package io.github.bnlab.report.page;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.TypeAdapter;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonWriter;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Base64;

/**
 * JSON that is short and can stand inside HTML: numbers have six significant digits, what is not
 * finite becomes null, bytes are Base64, and no text can close the element around it.
 */
final class PageJson {
  private static final MathContext DIGITS = new MathContext(6);

  private static final Gson GSON =
      new GsonBuilder()
          .serializeNulls()
          .registerTypeAdapter(Double.class, new Numbers())
          .registerTypeAdapter(double.class, new Numbers())
          .registerTypeAdapter(byte[].class, new Bytes())
          .create();

  private PageJson() {}

  static String of(Object value) {
    return GSON.toJson(value);
  }

  /** What a page needs of a type: it is written, never read. */
  private abstract static class Writer<T> extends TypeAdapter<T> {
    @Override
    public T read(JsonReader in) {
      throw new UnsupportedOperationException();
    }
  }

  private static final class Numbers extends Writer<Double> {
    @Override
    public void write(JsonWriter out, Double value) throws IOException {
      if (value == null || !Double.isFinite(value)) {
        out.nullValue();
      } else if (value == Math.rint(value) && Math.abs(value) < 1e6) {
        out.value(value.longValue());
      } else {
        out.jsonValue(new BigDecimal(value).round(DIGITS).stripTrailingZeros().toString());
      }
    }
  }

  private static final class Bytes extends Writer<byte[]> {
    @Override
    public void write(JsonWriter out, byte[] value) throws IOException {
      out.value(value == null ? null : Base64.getEncoder().encodeToString(value));
    }
  }
}
