package io.github.bnlab.recording.files;

import de.siegmar.fastcsv.reader.NamedCsvRecord;
import io.github.bnlab.config.MessageText;
import java.nio.file.Path;
import java.util.Base64;
import java.util.regex.Pattern;

/** Typed access to one line of a table; every fault names file, line and column. */
record CsvLine(Path file, NamedCsvRecord fields) {
  private static final Pattern COUNT = Pattern.compile("[0-9]{1,10}");

  /** Java reads more as numbers: 1d, 0x1p3, and with spaces, which other programs would not. */
  private static final Pattern NUMBER =
      Pattern.compile("-?(NaN|Infinity|[0-9]+(\\.[0-9]+)?([eE][-+]?[0-9]+)?)");

  /**
   * The value of a column.
   *
   * @param type {@code int}, at least 0; {@code double}; {@code Double}, null where the field is
   *     empty; {@code String}; or {@code byte[]}, in Base64
   * @param mayBeEmpty whether a text may be
   */
  Object value(String column, Class<?> type, boolean mayBeEmpty) {
    String text = fields.findField(column).orElse("");
    if (text.isEmpty() && (mayBeEmpty || type == Double.class)) {
      return type == Double.class ? null : "";
    } else if (text.isEmpty()) {
      throw fault(column, "is empty; is the file cut short?");
    } else if (type == int.class) {
      return count(column, text);
    } else if (type == double.class || type == Double.class) {
      return number(column, text);
    }
    return type == byte[].class ? bytes(column, text) : text;
  }

  private int count(String column, String text) {
    if (COUNT.matcher(text).matches() && Long.parseLong(text) <= Integer.MAX_VALUE) {
      return Integer.parseInt(text);
    }
    throw fault(
        column, "is " + MessageText.quoted(text) + "; expected a whole number of at least 0");
  }

  /** NaN and an infinity are written as such. */
  private double number(String column, String text) {
    if (NUMBER.matcher(text).matches()) {
      return Double.parseDouble(text);
    }
    throw fault(column, "is " + MessageText.quoted(text) + "; expected a number");
  }

  private byte[] bytes(String column, String text) {
    try {
      return Base64.getDecoder().decode(text);
    } catch (IllegalArgumentException e) {
      throw fault(column, "is not Base64: " + e.getMessage());
    }
  }

  private RecordException fault(String column, String what) {
    return new RecordException(
        file + ", line " + fields.getStartingLineNumber() + ": " + column + " " + what);
  }
}
