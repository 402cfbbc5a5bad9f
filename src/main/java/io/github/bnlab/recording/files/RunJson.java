package io.github.bnlab.recording.files;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.Strictness;

/** JSON of a run directory: indented, UTF-8, ends with a line feed. */
public final class RunJson {
  private static final Gson GSON =
      new GsonBuilder()
          .setPrettyPrinting()
          .disableHtmlEscaping()
          .setStrictness(Strictness.STRICT)
          .create();

  private RunJson() {}

  /** Text of a record. */
  public static String write(Object record) {
    return GSON.toJson(record) + "\n";
  }

  static <T> T read(String text, Class<T> type) {
    return GSON.fromJson(text, type);
  }
}
