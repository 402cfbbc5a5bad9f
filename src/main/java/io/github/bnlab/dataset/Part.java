package io.github.bnlab.dataset;

import java.util.List;

/** The four files of a data set, under the names that MNIST gave them. */
public enum Part {
  TRAINING_IMAGES("train-images-idx3-ubyte"),
  TRAINING_LABELS("train-labels-idx1-ubyte"),
  TEST_IMAGES("t10k-images-idx3-ubyte"),
  TEST_LABELS("t10k-labels-idx1-ubyte");

  private final String fileName;

  Part(String fileName) {
    this.fileName = fileName;
  }

  /** Name of the unpacked file. */
  public String fileName() {
    return fileName;
  }

  /** Names under which the file may lie in a folder, likeliest first. */
  List<String> candidates() {
    String dotted = fileName.replace("-idx", ".idx");
    return List.of(fileName + ".gz", fileName, dotted, dotted + ".gz");
  }
}
