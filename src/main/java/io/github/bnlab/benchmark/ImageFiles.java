package io.github.bnlab.benchmark;

import io.github.bnlab.dataset.DatasetLoader;
import io.github.bnlab.dataset.ImageSet;
import io.github.bnlab.dataset.LoadedData;
import java.io.BufferedOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** The images of a benchmark as IDX files of a folder, so that every process has the same ones. */
record ImageFiles(Path folder) {
  private static final int IMAGES_MAGIC = 0x803;
  private static final int LABELS_MAGIC = 0x801;

  /** Writes them; a folder without room is a {@link BenchmarkException}. */
  void write(LoadedData data) {
    try {
      write(data.training(), "train");
      write(data.test(), "test");
    } catch (IOException e) {
      throw Benchmark.cannotWrite(e);
    }
  }

  private void write(ImageSet set, String name) throws IOException {
    try (DataOutputStream out = open(name + "-images")) {
      for (int number : new int[] {IMAGES_MAGIC, set.size(), ImageSet.SIDE, ImageSet.SIDE}) {
        out.writeInt(number);
      }
      out.write(set.pixels());
    }
    try (DataOutputStream out = open(name + "-labels")) {
      out.writeInt(LABELS_MAGIC);
      out.writeInt(set.size());
      out.write(set.labels());
    }
  }

  private DataOutputStream open(String name) throws IOException {
    OutputStream file = Files.newOutputStream(folder.resolve(name));
    return new DataOutputStream(new BufferedOutputStream(file));
  }

  LoadedData read() {
    return new LoadedData("benchmark", "", read("train"), ImageSet.none(), read("test"), Map.of());
  }

  private ImageSet read(String name) {
    return DatasetLoader.read(folder.resolve(name + "-images"), folder.resolve(name + "-labels"));
  }
}
