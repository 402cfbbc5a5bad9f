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

/** The text of a configuration file, of bounded size and in UTF-8. */
final class YamlText {
  /** Far above any configuration, far below what would strain the memory. */
  static final int MAX_BYTES = 1 << 20;

  private YamlText() {}

  static String ofFile(Path file) {
    if (Files.isDirectory(file)) {
      throw new ConfigException(file + ": is a folder; expected a configuration file");
    }
    try (InputStream in = Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes(MAX_BYTES + 1);
      if (bytes.length > MAX_BYTES) {
        throw new ConfigException(
            file
                + ": is larger than "
                + MAX_BYTES
                + " bytes; expected a smaller configuration file");
      }
      return decode(file, bytes);
    } catch (NoSuchFileException e) {
      throw new ConfigException(
          file + ": does not exist; a relative path starts at the working directory");
    } catch (IOException e) {
      throw new ConfigException(file + ": cannot be read: " + e);
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
      int line = 1;
      for (int i = 0; i < at; i++) {
        line += bytes[i] == '\n' ? 1 : 0;
      }
      throw new ConfigException(
          "%s:%d: byte 0x%02X is not UTF-8; save the file in UTF-8"
              .formatted(file, line, bytes[at]));
    }
  }
}
