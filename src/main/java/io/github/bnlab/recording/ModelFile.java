package io.github.bnlab.recording;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.time.LocalDateTime;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.util.ModelSerializer;

/**
 * Saves a network as DL4J does ({@code ModelSerializer}), with its updater's state, so that the
 * same network gives the same bytes: the time stamps that a zip file keeps are all set to one
 * moment.
 */
public final class ModelFile {
  /** The first moment that a zip file can hold. */
  private static final LocalDateTime ZIP_EPOCH = LocalDateTime.of(1980, 1, 1, 0, 0);

  private ModelFile() {}

  /** Writes the network; the stream stays open. */
  public static void write(MultiLayerNetwork network, OutputStream out) throws IOException {
    ByteArrayOutputStream saved = new ByteArrayOutputStream();
    ModelSerializer.writeModel(network, saved, true);
    ZipOutputStream zip = new ZipOutputStream(out);
    try (ZipInputStream entries =
        new ZipInputStream(new ByteArrayInputStream(saved.toByteArray()))) {
      for (ZipEntry entry = entries.getNextEntry(); entry != null; entry = entries.getNextEntry()) {
        ZipEntry copy = new ZipEntry(entry.getName());
        copy.setTimeLocal(ZIP_EPOCH);
        zip.putNextEntry(copy);
        entries.transferTo(zip);
        zip.closeEntry();
      }
    }
    zip.finish();
  }
}
