package io.github.bnlab.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** Runs a main class of the tests in a separate Java virtual machine, without coverage. */
final class EngineProcess {
  static final String MODULE = "--add-modules=jdk.incubator.vector";

  private EngineProcess() {}

  /** What it prints; fails the test where it does not end well. */
  static String run(
      Path java,
      Class<?> main,
      List<String> arguments,
      Map<String, String> environment,
      String... options)
      throws Exception {
    List<String> command =
        new ArrayList<>(List.of(java.toString(), "-Xmx1g", "-XX:Tier3DelayOn=1000"));
    command.addAll(Arrays.asList(options));
    for (String property :
        List.of(
            "org.bytedeco.javacpp.platform.extension",
            "org.eclipse.deeplearning4j.helpers.disable",
            "org.slf4j.simpleLogger.defaultLogLevel")) {
      command.add("-D" + property + "=" + System.getProperty(property, ""));
    }
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
    command.addAll(arguments);
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().putAll(environment);
    Process process = builder.redirectErrorStream(true).start();
    String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(text).isZero();
    return text;
  }
}
