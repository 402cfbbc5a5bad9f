package io.github.bnlab.report.page;

import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A text with placeholders such as <code>{{title}}</code>. */
final class Template {
  private static final Pattern PLACE = Pattern.compile("\\{\\{([a-z-]+)}}");

  private Template() {}

  /** Fills all placeholders in one pass; filled-in text is not expanded again. */
  static String fill(String template, UnaryOperator<String> content) {
    return PLACE
        .matcher(template)
        .replaceAll(place -> Matcher.quoteReplacement(content.apply(place.group(1))));
  }
}
