package io.github.bnlab.recording.files;

import de.siegmar.fastcsv.reader.NamedCsvRecord;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Optional;

/** Typed access to one line of a table; every fault names file, line and column. */
record CsvLine(Path file, NamedCsvRecord fields) {
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
    try {
      int value = Integer.parseInt(text);
      if (value >= 0) {
        return value;
      }
    } catch (NumberFormatException e) {
      // told below, as for a negative one
    }
    throw fault(column, "is '" + text + "'; expected a whole number of at least 0");
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
    try {
      // Java also reads "1d" and "1f", which other readers of this file would not.
      if (!text.endsWith("d") && !text.endsWith("f") && !text.endsWith("D")) {
        return Double.parseDouble(text);
      }
    } catch (NumberFormatException e) {
      // told below
    }
    throw fault(column, "is '" + text + "'; expected a number");
  }

  private RecordException fault(String column, String what) {
    return new RecordException(
        file + ", line " + fields.getStartingLineNumber() + ": " + column + " " + what);
  }
}
