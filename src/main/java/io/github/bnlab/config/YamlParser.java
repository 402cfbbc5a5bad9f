package io.github.bnlab.config;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/**
 * YAML 1.2 text to a {@link Tree}. Anchors and aliases work, but the tree that they unfold to is
 * bounded in size and depth; a key given twice, tags and further documents are errors.
 */
final class YamlParser {
  /** Of a file: far above any configuration, far below what would strain the memory. */
  static final int MAX_BYTES = 1 << 20;

  static final int MAX_DEPTH = 32;
  static final int MAX_VALUES = 100_000;

  /** Of all values together, with those that aliases repeat. */
  static final int MAX_CHARACTERS = 4 * MAX_BYTES;

  /** Of one map: what is done with the keys of settings takes time quadratic in their number. */
  static final int MAX_KEYS = 1_000;

  private static final Set<Tag> TAGS =
      Set.of(Tag.MAP, Tag.SEQ, Tag.STR, Tag.INT, Tag.FLOAT, Tag.BOOL, Tag.NULL);

  private final Function<Optional<Mark>, Origin> origins;
  private int values;
  private int characters;

  private YamlParser(Function<Optional<Mark>, Origin> origins) {
    this.origins = origins;
  }

  /** A file of bounded size in UTF-8; the origins are positions in it. */
  static Tree ofFile(Path file) {
    return ofFile(file.toString(), text(file));
  }

  private static String text(Path file) {
    if (Files.isDirectory(file)) {
      throw new ConfigException(file + ": is a folder; expected a configuration file");
    }
    try (InputStream in = Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes(MAX_BYTES + 1);
      if (bytes.length > MAX_BYTES) {
        throw new ConfigException(
            "%s: is larger than %s bytes; expected a smaller configuration file"
                .formatted(file, MAX_BYTES));
      }
      return decode(file, bytes);
    } catch (NoSuchFileException e) {
      throw new ConfigException(
          file + ": does not exist; a relative path starts at the working directory");
    } catch (IOException e) {
      throw new ConfigException(file + ": cannot be read: " + MessageText.reason(e));
    }
  }

  private static String decode(Path file, byte[] bytes) {
    CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
    ByteBuffer in = ByteBuffer.wrap(bytes);
    try {
      String text = decoder.decode(in).toString();
      return text.startsWith("\uFEFF") ? text.substring(1) : text;
    } catch (CharacterCodingException e) {
      int at = in.position();
      String before = new String(bytes, 0, at, StandardCharsets.ISO_8859_1);
      throw new ConfigException(
          "%s:%d: byte 0x%02X is not UTF-8; save the file in UTF-8"
              .formatted(file, before.split("\n", -1).length, bytes[at]));
    }
  }

  /** A file's text; the origins are positions in it. */
  static Tree ofFile(String file, String text) {
    return new YamlParser(mark -> position(file, mark)).parse(text);
  }

  /** The value of an override, or the defaults: every origin is the same. */
  static Tree ofText(Origin origin, String text) {
    return new YamlParser(mark -> origin).parse(text);
  }

  private static Origin position(String file, Optional<Mark> mark) {
    return new Origin(
        mark.map(at -> file + ":" + (at.getLine() + 1) + ":" + (at.getColumn() + 1)).orElse(file),
        true);
  }

  private Tree parse(String text) {
    // The parser's own message about such a key names no place in the file.
    LoadSettings settings =
        LoadSettings.builder().setCodePointLimit(MAX_BYTES).setAllowNonScalarKeys(true).build();
    try {
      // Composing is recursive, parsing is not: it tells first whether the depth is harmless.
      boundDepth(new Parse(settings).parseString(text));
      Iterator<Node> documents = new Compose(settings).composeAllFromString(text).iterator();
      if (!documents.hasNext()) {
        return new Tree.Scalar("", false, origins.apply(Optional.empty()));
      }
      Tree tree = convert(documents.next(), 0);
      if (documents.hasNext()) {
        Origin second = origins.apply(documents.next().getStartMark());
        throw second.error("a second YAML document starts here; expected a single one");
      }
      return tree;
    } catch (MarkedYamlEngineException e) {
      Optional<Mark> mark = e.getProblemMark().or(e::getContextMark);
      throw origins.apply(mark).error("not valid YAML: " + e.getProblem());
    } catch (YamlEngineException e) {
      throw origins.apply(Optional.empty()).error("not valid YAML: " + e.getMessage());
    }
  }

  private void boundDepth(Iterable<Event> events) {
    int depth = 0;
    for (Event event : events) {
      switch (event.getEventId()) {
        case MappingStart, SequenceStart -> depth++;
        case MappingEnd, SequenceEnd -> depth--;
        default -> {}
      }
      if (depth > MAX_DEPTH) {
        throw tooDeep(origins.apply(event.getStartMark()));
      }
    }
  }

  private static ConfigException tooDeep(Origin origin) {
    return origin.error("values are nested more than " + MAX_DEPTH + " deep");
  }

  private Tree convert(Node node, int depth) {
    Origin origin = origins.apply(node.getStartMark());
    if (depth > MAX_DEPTH) {
      // Only an anchor that contains its own alias gets here.
      throw tooDeep(origin);
    }
    if (++values > MAX_VALUES) {
      throw origin.error("aliases expand to more than " + MAX_VALUES + " values");
    }
    if (!TAGS.contains(node.getTag())) {
      throw origin.error("the tag " + node.getTag() + " is not supported; remove it");
    }
    if (node instanceof ScalarNode scalar) {
      characters += scalar.getValue().length();
      if (characters > MAX_CHARACTERS) {
        throw origin.error("aliases expand to more than " + MAX_CHARACTERS + " characters");
      }
      return new Tree.Scalar(scalar.getValue(), !scalar.isPlain(), origin);
    }
    if (node instanceof SequenceNode sequence) {
      List<Tree> items = new ArrayList<>();
      sequence.getValue().forEach(item -> items.add(convert(item, depth + 1)));
      return new Tree.Sequence(items, origin);
    }
    return mapping((MappingNode) node, origin, depth);
  }

  private Tree mapping(MappingNode node, Origin origin, int depth) {
    if (node.getValue().size() > MAX_KEYS) {
      throw origin.error("a map has more than " + MAX_KEYS + " keys; no settings have as many");
    }
    Map<String, Tree.Entry> entries = new LinkedHashMap<>();
    for (NodeTuple tuple : node.getValue()) {
      Origin at = origins.apply(tuple.getKeyNode().getStartMark());
      if (!(tuple.getKeyNode() instanceof ScalarNode key)) {
        throw at.error("a key is a list or a map; expected a name");
      }
      Tree.Entry entry = new Tree.Entry(at, convert(tuple.getValueNode(), depth + 1));
      Tree.Entry first = entries.putIfAbsent(key.getValue(), entry);
      if (first != null) {
        throw at.givenTwice(key.getValue(), first.key());
      }
    }
    return new Tree.Mapping(entries, origin);
  }
}
