package io.github.bnlab.report.page;

import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A text with places such as <code>{{title}}</code>. */
final class Template {
  private static final Pattern PLACE = Pattern.compile("\\{\\{([a-z-]+)}}");

  private Template() {}

  /** Fills all places in one pass: what is filled in is not looked at again. */
  static String fill(String template, UnaryOperator<String> content) {
    return PLACE
        .matcher(template)
        .replaceAll(place -> Matcher.quoteReplacement(content.apply(place.group(1))));
  }
}
