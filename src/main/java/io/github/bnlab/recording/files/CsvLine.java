package io.github.bnlab.recording.files;

import de.siegmar.fastcsv.reader.NamedCsvRecord;
import io.github.bnlab.config.MessageText;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Pattern;

/** Typed access to one line of a table; every fault names file, line and column. */
record CsvLine(Path file, NamedCsvRecord fields) {
  private static final Pattern COUNT = Pattern.compile("[0-9]{1,10}");

  /** Java reads more as numbers: 1d, 0x1p3, and with spaces, which other programs would not. */
  private static final Pattern NUMBER =
      Pattern.compile("-?(NaN|Infinity|[0-9]+(\\.[0-9]+)?([eE][-+]?[0-9]+)?)");

  /** Text of a column that has to be filled. */
  String text(String column) {
    return filled(column).orElseThrow(() -> fault(column, "is empty; is the file cut short?"));
  }

  /** Text of a column that may be empty. */
  String optionalText(String column) {
    return filled(column).orElse("");
  }

  /** A whole number of at least 0. */
  int count(String column) {
    String text = text(column);
    if (COUNT.matcher(text).matches() && Long.parseLong(text) <= Integer.MAX_VALUE) {
      return Integer.parseInt(text);
    }
    throw fault(
        column, "is " + MessageText.quoted(text) + "; expected a whole number of at least 0");
  }

  /** A number, or NaN or an infinity written as such. */
  double number(String column) {
    return parse(column, text(column));
  }

  /** A number, or null where the field is empty. */
  Double optionalNumber(String column) {
    return filled(column).map(text -> parse(column, text)).orElse(null);
  }

  /** Bytes written in Base64. */
  byte[] base64(String column) {
    try {
      return Base64.getDecoder().decode(text(column));
    } catch (IllegalArgumentException e) {
      throw fault(column, "is not Base64: " + e.getMessage());
    }
  }

  private Optional<String> filled(String column) {
    return fields.findField(column).filter(text -> !text.isEmpty());
  }

  private double parse(String column, String text) {
    if (NUMBER.matcher(text).matches()) {
      return Double.parseDouble(text);
    }
    throw fault(column, "is " + MessageText.quoted(text) + "; expected a number");
  }

  private RecordException fault(String column, String what) {
    return new RecordException(
        file + ", line " + fields.getStartingLineNumber() + ": " + column + " " + what);
  }
}
