package io.github.bnlab.config;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** The defaults of all settings, as {@code defaults.yaml} beside this class says. */
final class Defaults {
  private static final String RESOURCE = "defaults.yaml";

  /** The text of the file, with a comment on every key. */
  static final String TEXT = text();

  /** The lowest layer. */
  static final Tree.Mapping LAYER = layer();

  private Defaults() {}

  private static String text() {
    try (InputStream in = Defaults.class.getResourceAsStream(RESOURCE)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(RESOURCE, e);
    }
  }

  private static Tree.Mapping layer() {
    Tree.Mapping settings = (Tree.Mapping) YamlParser.ofText(Origin.DEFAULT, TEXT);
    Schema.TRIAL.check(settings, List.of());
    return Layers.expand(settings);
  }
}
