package io.github.bnlab.config;

import java.util.regex.Pattern;
import org.apache.commons.codec.digest.DigestUtils;
import org.apache.commons.lang3.StringUtils;

/** Names that become folders on any file system. */
public final class SafeNames {
  static final int LENGTH = 100;

  private static final Pattern SAFE = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._+=-]*");

  /** Device names that Windows keeps to itself, with any extension. */
  private static final Pattern RESERVED =
      Pattern.compile("(?i)(con|prn|aux|nul|com[0-9]|lpt[0-9])(\\..*)?");

  private SafeNames() {}

  /** Fails unless the name can be a folder. */
  static void require(String key, String name) {
    Require.that(
        !RESERVED.matcher(name).matches(), key, name, "be another name: Windows reserves this one");
    Require.that(
        !(key.equals("name") && name.equalsIgnoreCase("reference")),
        key,
        name,
        "be another name: results/reference holds the results shipped with the program");
    if (!isSafe(name)) {
      throw Require.error(
          key,
          name,
          "be a folder name of at most %s letters a-z or A-Z, digits and . _ + = -, starting with a letter or digit, for instance %s"
              .formatted(LENGTH, shorten(suggestion(name))));
    }
  }

  /** The same for a name that was written somewhere. */
  static void require(String key, String name, Origin origin) {
    try {
      require(key, name);
    } catch (ConfigException e) {
      throw origin.error(e.getMessage());
    }
  }

  static boolean isSafe(String name) {
    return name.length() <= LENGTH
        && SAFE.matcher(name).matches()
        && !name.contains("..")
        && !name.endsWith(".")
        && !RESERVED.matcher(name).matches();
  }

  /** The text with everything replaced that a name cannot have; possibly empty. */
  static String clean(String text) {
    String clean =
        text.replaceAll("[^A-Za-z0-9._+=-]+", "-")
            .replaceAll("\\.{2,}", ".")
            .replaceAll("-{2,}", "-");
    // A pattern at the end of the text would take quadratic time where the text is hostile.
    return StringUtils.stripEnd(StringUtils.stripStart(clean, "._+=-"), "-.");
  }

  /** The name itself, or its beginning and a digest of all of it where it is too long. */
  public static String shorten(String name) {
    if (name.length() <= LENGTH) {
      return name;
    }
    String digest = DigestUtils.sha256Hex(name).substring(0, 8);
    return name.substring(0, LENGTH - digest.length() - 1) + "-" + digest;
  }

  private static String suggestion(String name) {
    String clean = clean(name);
    return isSafe(shorten(clean)) ? clean : "my-experiment";
  }
}
